"""Container images that a workflow itself pulls, at a fixed version.

Read 2026-08-21 from docker/github-builder v1.17.0, which pins the same ones.
"""

from typing import Final

# New QEMU releases have broken builds before: docker/setup-qemu-action#198, #199, #201.
BINFMT: Final = "docker.io/tonistiigi/binfmt:qemu-v10.2.3-68"
