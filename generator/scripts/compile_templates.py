"""Build hook: compile the templates into the wheel, so that no run has to.

Compiling takes Jinja longer than rendering. A checkout and an editable installation read the
templates themselves, so an edit shows at once.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `ci_gen/_compiled/` to a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the templates of the checkout at `self.root` and add them to *build_data*."""
        if version == "editable":
            return
        # The renderer needs nothing but Jinja, and knows its own options and filters.
        sys.path.insert(0, str(Path(self.root, "generator")))
        from ci_gen import render, shipped_templates  # noqa: PLC0415

        target = tempfile.mkdtemp(prefix="ci-gen-templates-")
        names = shipped_templates.texts()
        render.environment().compile_templates(
            target, zip=None, ignore_errors=False, filter_func=names.__contains__
        )
        for path in Path(target).iterdir():
            build_data["force_include"][str(path)] = f"ci_gen/_compiled/{path.name}"
