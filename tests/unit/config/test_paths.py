import pytest

from ci_gen.config import paths


@pytest.mark.parametrize(
    ("folder", "path", "found"),
    [
        (".", "Dockerfile", "Dockerfile"),
        (".", "./docker/Dockerfile", "docker/Dockerfile"),
        ("api", "api/Dockerfile", "Dockerfile"),
        ("./api/", "api/docker/Dockerfile", "docker/Dockerfile"),
        ("api", "apis/Dockerfile", None),
        ("api", "api/../Dockerfile", None),
        (".", "../Dockerfile", None),
        (".", "/Dockerfile", None),
        ("${{ inputs.folder }}", "${{ inputs.folder }}/Dockerfile", "Dockerfile"),
        ("${{ inputs.folder }}", "Dockerfile", None),
    ],
)
def test_path_is_called_as_the_folder_knows_it(folder: str, path: str, found: str | None) -> None:
    assert paths.inside(folder, path) == found
