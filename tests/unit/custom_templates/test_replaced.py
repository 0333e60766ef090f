"""Every template and block that 0.1.0 had is there, or is known to have a successor."""

from typing import Final

import pytest

from ci_gen.custom_templates import replaced
from ci_gen.render import shipped

_JOB: Final = ("settings", "steps")
# As `templates/` of 0.1.0 had them, but for what `init` writes.
_BLOCKS: Final[dict[str, tuple[str, ...]]] = {
    "jobs/build-job.yml.j2": _JOB,
    "jobs/call-job.yml.j2": (),
    "jobs/environment.yml.j2": (),
    "jobs/gate-job.yml.j2": _JOB,
    "jobs/leg.yml.j2": (),
    "jobs/legs-job.yml.j2": _JOB,
    "jobs/metadata-job.yml.j2": _JOB,
    "jobs/outputs.yml.j2": (),
    "jobs/permissions.yml.j2": (),
    "jobs/publish-job.yml.j2": _JOB,
    "scripts/check-index.sh": (),
    "scripts/check-machine.sh": (),
    "scripts/create-index.sh": (),
    "scripts/create-tags.sh": (),
    "scripts/decide-qemu.sh": (),
    "scripts/load-image.sh": (),
    "scripts/lower-case-names.sh": (),
    "scripts/pull-image.sh": (),
    "scripts/record-digest.sh": (),
    "scripts/run-command.sh": (),
    "scripts/run-script.sh": (),
    "scripts/sign-index.sh": (),
    "scripts/tag-image.sh": (),
    "scripts/wait-healthy.sh": (),
    "steps/attest-index.yml.j2": (),
    "steps/build-and-push.yml.j2": ("inputs",),
    "steps/build-by-digest.yml.j2": ("inputs",),
    "steps/check-index.yml.j2": (),
    "steps/check-machine.yml.j2": (),
    "steps/checkout.yml.j2": ("inputs",),
    "steps/create-index.yml.j2": (),
    "steps/decide-qemu.yml.j2": (),
    "steps/download-digests.yml.j2": (),
    "steps/install-cosign.yml.j2": (),
    "steps/load-image.yml.j2": (),
    "steps/log-in.yml.j2": ("inputs",),
    "steps/lower-case-names.yml.j2": (),
    "steps/metadata.yml.j2": ("inputs",),
    "steps/on-platforms.yml.j2": (),
    "steps/pull-image.yml.j2": (),
    "steps/record-digest.yml.j2": (),
    "steps/restore-cache.yml.j2": (),
    "steps/save-cache.yml.j2": (),
    "steps/set-up-buildx.yml.j2": ("inputs",),
    "steps/set-up-qemu.yml.j2": ("inputs",),
    "steps/sign-index.yml.j2": (),
    "steps/tag-image.yml.j2": (),
    "steps/test-image.yml.j2": (),
    "steps/upload-digest.yml.j2": (),
    "workflows/workflow.yml.j2": ("header", "triggers", "settings", "jobs"),
}


@pytest.mark.parametrize("name", _BLOCKS)
def test_blocks_of_0_1_0_are_in_the_template_or_in_what_takes_its_place(name: str) -> None:
    successor = replaced.find(name)
    now = successor.names if successor else (name,)

    assert set(now) <= set(shipped.texts())
    assert set(_BLOCKS[name]) <= {block for other in now for block in shipped.blocks(other)}


def test_only_templates_that_are_gone_have_a_successor() -> None:
    gone = _BLOCKS.keys() - shipped.texts().keys()

    assert set(replaced.SUCCESSORS) == gone
