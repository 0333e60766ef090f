"""One job builds all platforms of an image.

For platforms that want the same runner, for Dockerfiles that cross-compile, and where there are no
ARM runners.
"""

from ci_gen.config.model import Image
from ci_gen.plan.rows import Row, row


def rows(image: Image) -> tuple[Row, ...]:
    """Return the one row that builds *image*."""
    return (row(image, image.platforms, image.runner),)
