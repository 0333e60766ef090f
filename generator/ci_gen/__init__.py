"""Write the GitHub Actions workflow that builds one image for every machine it must run on."""

__version__ = "0.2.0"
