"""Build hook: compile the templates into the wheel, so that no run has to.

Compiling takes Jinja longer than rendering. A checkout and an editable installation read the
templates themselves, so an edit shows at once.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

import jinja2
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled templates to a wheel, in a folder called like the release of Jinja."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the templates of the checkout at `self.root` and add them to *build_data*."""
        if version == "editable":
            return
        # The renderer needs nothing but Jinja, and knows its own options and filters.
        sys.path.insert(0, str(Path(self.root, "generator")))
        from ci_gen._resources import COMPILED_TEMPLATES  # noqa: PLC0415
        from ci_gen.render import environment, shipped  # noqa: PLC0415

        self._folder = tempfile.TemporaryDirectory(prefix="ci-gen-templates-")
        environment.environment().compile_templates(
            self._folder.name, filter_func=shipped.texts().__contains__, zip=None
        )
        target = f"ci_gen/{COMPILED_TEMPLATES.name}/{jinja2.__version__}"
        build_data["force_include"][self._folder.name] = target

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Remove what was compiled: the wheel has it."""
        if version != "editable":
            self._folder.cleanup()
