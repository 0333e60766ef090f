"""The jobs of a plan."""

from ci_gen import pipeline
from ci_gen.outcome import Planned
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec


def _jobs(text: str) -> list[str]:
    found = spec.decode(text.encode(), "ci-gen.yml")
    assert isinstance(found, Spec)
    outcome = pipeline.check(found)
    assert isinstance(outcome, Planned)
    return [job.id for job in outcome.plan.jobs]


def test_variants_with_steps_of_their_own_have_jobs_of_their_own() -> None:
    text = (
        "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64, raspberry-pi-5]\n"
        "variants: {full: {}, small: {check: {programs: warn}}}\n"
    )

    assert _jobs(text) == [
        "build-sensor-full",
        "publish-sensor-full",
        "build-sensor-small",
        "publish-sensor-small",
        "image",
    ]
