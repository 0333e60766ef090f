"""Values as YAML knows them."""

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

# YAML that is passed on word for word, frozen.
Verbatim: TypeAlias = "str | float | bool | tuple[Verbatim, ...] | Mapping[str, Verbatim] | None"
