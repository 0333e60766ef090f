"""Examples of a schema, as remedies for what it refuses."""

import json
from typing import Any

from ci_gen.diagnostics import Route
from ci_gen.spec import parts


def remedy(schema: dict[str, Any], route: Route) -> str:
    """Return words that show the example of *schema* nearest to *route*."""
    examples: list[Any] = []
    for found in parts.along(schema, route):
        examples = next((part["examples"] for part in found if "examples" in part), examples)
    return f"for example: {json.dumps(examples[0])}" if examples else "see `ci-gen schema`"
