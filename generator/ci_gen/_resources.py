"""The only place that knows where shipped files are."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parents[1]
_ROOT: Final = _PACKAGE if (_PACKAGE / "templates").is_dir() else _CHECKOUT

TEMPLATES: Final = _ROOT / "templates"
SCHEMAS: Final = _ROOT / "schemas"
# Holds a folder called like the release of Jinja that compiled the templates, from the build of a
# wheel (generator/scripts/compile_templates.py). Absent in a checkout.
COMPILED_TEMPLATES: Final = _PACKAGE / "compiled_templates"
