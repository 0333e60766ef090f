"""How the work of an image is cut into rows, each of which is a job: one module a strategy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ci_gen.config.model import Image
from ci_gen.plan.rows import Cut, Row
from ci_gen.plan.strategies import single, split

CUTS: Final[Mapping[str, Cut]] = MappingProxyType({"single": single.rows, "split": split.rows})


def rows(image: Image) -> tuple[Row, ...]:
    """Return the rows that build *image*, by its strategy."""
    return CUTS[image.strategy.type](image)
