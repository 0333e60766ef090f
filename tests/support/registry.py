"""What a registry holds, as `docker buildx imagetools` tells it to the steps that publish."""

import hashlib
import json
from typing import Any

from support.shells import Shell

INSPECT = ["buildx", "imagetools", "inspect", "--raw"]
CREATE = ["buildx", "imagetools", "create"]
ATTESTATION = {
    "digest": f"sha256:{'a' * 64}",
    "platform": {"os": "unknown", "architecture": "unknown"},
    "annotations": {"vnd.docker.reference.type": "attestation-manifest"},
}


def digest(name: str) -> str:
    """Return the digest of what is called *name*."""
    return f"sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def index(*platforms: str) -> list[dict[str, Any]]:
    """Return the manifests of *platforms*, each with its attestation."""
    return [entry for platform in platforms for entry in (manifest(platform), ATTESTATION)]


def manifest(platform: str) -> dict[str, Any]:
    system, architecture, *variant = platform.split("/")
    named = {"architecture": architecture, "os": system}
    return {
        "digest": digest(platform),
        "platform": {**named, **({"variant": variant[0]} if variant else {})},
    }


def raw(manifests: list[dict[str, Any]]) -> str:
    """Return the text of an index of *manifests*, as registries keep it."""
    return json.dumps({"schemaVersion": 2, "manifests": manifests}, indent=2)


class Registry:
    """A registry that takes what is tagged, unless the test says otherwise."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        shell.program("sleep", f'echo "$1" >> {shell.folder / "slept"}')

    def would_make(self, manifests: list[dict[str, Any]]) -> None:
        """Have sources be put together to an index of *manifests*."""
        self._shell.plays([*CREATE, "--dry-run"], raw(manifests))

    def holds(self, tag: str, text: str) -> None:
        self._shell.plays([*INSPECT, tag], text)

    def answers(self, text: str, code: int) -> None:
        """Have the registry answer with *text* whatever is tagged."""
        self._shell.plays(CREATE, text, code)

    @property
    def slept(self) -> list[str]:
        """Return for how many seconds each pause was."""
        file = self._shell.folder / "slept"
        return file.read_text().split() if file.exists() else []
