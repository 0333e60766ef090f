"""What a spec asks for, where a word of it stands for more."""

from typing import Any

import pytest

from ci_gen.config.model import Image
from ci_gen.config.resolve import resolve

BASE = {"version": 1, "image": "ghcr.io/acme/sensor", "targets": ["amd64"]}


def _image(**keys: Any) -> Image:
    (image,) = resolve({**BASE, **keys}).images
    return image


@pytest.mark.parametrize(("given", "seconds"), [(True, 60), (5, 5), (False, None)])
def test_healthcheck_waits_a_minute_or_as_long_as_is_said(given: Any, seconds: int | None) -> None:
    test = _image(test={"script": "smoke.sh", "healthcheck": given}).test

    assert test is not None
    assert test.healthcheck == seconds


def test_called_workflow_may_run_for_a_git_tag() -> None:
    config = resolve({**BASE, "on": "workflow_call"})

    assert config.events.tags
    assert "type=semver,pattern={{version}}" in config.images[0].tags.rules
