"""Every golden, run on paper: what must hold for any workflow that ci-gen writes."""

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ci_gen.config.model import Image
from ci_gen.plan.jobs import StepsJob
from ci_gen.plan.matrix import Matrix
from ci_gen.plan.workflow import plan
from support import goldens
from support.github_runs import (
    Event,
    Fault,
    Place,
    Published,
    Row,
    Run,
    Workflow,
    maker,
    matrix,
    pushed_to,
    tells_secret,
)
from support.github_runs import run as simulate
from support.goldens import WORKFLOWS, unmerged

KINDS = ("start", "build", "check", "cancelled")
_GOLDEN = pytest.mark.parametrize("path", WORKFLOWS, ids=goldens.name)
_NAME = re.compile(r"[a-z_][\w-]*", re.IGNORECASE)


def _publishing(given: Workflow) -> list[Event]:
    return [event for event in goldens.events(given) if not unmerged(event)]


def _is_green(ran: Run) -> bool:
    return ran.results["image"] == "success"


def _builders(given: Workflow, ran: Run) -> dict[Place, bool]:
    """Return the rows that build something, and whether they may fail."""
    return {
        row.place: row.is_optional
        for row in ran.rows
        if "uses" in given["jobs"][row.place[0]]
        or any(step.action == "docker/build-push-action" for step in row.steps)
    }


def _makers(publication: Published) -> set[Place]:
    """Return the rows that built what is published."""
    return {maker(source) for source in publication.sources} or {publication.place}


@_GOLDEN
def test_nothing_wrong_publishes_every_image_and_is_green(path: Path) -> None:
    given, config = goldens.workflow(path), goldens.config(path)
    for event in goldens.events(given):
        ran = simulate(given, event)

        tags = [tag for publication in ran.published for tag in publication.tags]
        names = [name.text for image in config.images for name in image.names]
        is_published = config.events.publishes and not unmerged(event)
        assert _is_green(ran)
        assert len(ran.published) == (len(config.images) if is_published else 0)
        assert len(set(tags)) == len(tags) == (len(names) if is_published else 0)


@_GOLDEN
def test_each_digest_is_set_by_one_row_and_read_by_one(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        ran = simulate(given, event)
        written = Counter(
            (row.place[0], name) for row in ran.rows for name, found in row.outputs.items() if found
        )
        read = Counter(
            (job, name)
            for row in ran.rows
            for step in row.steps
            if "DIGESTS" in step.env
            for job in given["jobs"][row.place[0]]["needs"]
            if job in str(step.step["env"]["DIGESTS"])
            for name in step.env["NAMES"].split()
        )
        single = Counter(
            found
            for job in given["jobs"].values()
            for found in re.findall(r"needs\.([\w-]+)\.outputs\.([\w-]+)", str(job))
        )
        declared = {(n, o) for n, job in given["jobs"].items() for o in job.get("outputs", ())}

        assert set(written.values()) <= {1}
        assert written == read + single
        assert set(written) == declared


@_GOLDEN
def test_outputs_have_names_that_github_takes(path: Path) -> None:
    for job in goldens.workflow(path)["jobs"].values():
        for name in job.get("outputs", ()):
            assert _NAME.fullmatch(name)


@_GOLDEN
def test_matrices_are_what_was_planned(path: Path) -> None:
    given = goldens.workflow(path)
    for job in plan(goldens.config(path)).jobs:
        if isinstance(job, StepsJob) and isinstance(job.matrix, Matrix):
            found = matrix(given["jobs"][job.id], {"github": Event("push").github})

            assert [_texts(row) for row in found] == [_texts(row) for row in job.matrix.rows]
            assert len(found) == len({str(_texts(row)) for row in found})


def _texts(row: Any) -> dict[str, str]:
    return {
        key: str(list(cell) if isinstance(cell, tuple) else cell).strip()
        for key, cell in sorted(row.items())
    }


@_GOLDEN
def test_each_row_reads_all_of_its_columns_and_no_other(path: Path) -> None:
    given = goldens.workflow(path)
    for job in given["jobs"].values():
        for event in goldens.events(given):
            for row in matrix(job, {"github": event.github}):
                read = set(re.findall(r"matrix\.([\w-]+)", str({**job, "strategy": ""})))
                assert read == set(row)


@_GOLDEN
def test_no_image_is_published_under_the_name_of_another(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        ran = simulate(given, event)
        for publication in ran.published:
            names = {tag.rsplit(":", 1)[0] for tag in publication.tags}
            for row in _makers(publication):
                assert _metadata(ran, row) == _metadata(ran, publication.place)
            for source in publication.sources:
                assert {name.lower() for name in pushed_to(source)} == names


def _metadata(ran: Run, place: Place) -> list[tuple[str, str, str]]:
    """Return what tags of a row are made of."""
    (row,) = [row for row in ran.rows if row.place == place]
    return [
        tuple(str(step.given.get(key, "")).strip() for key in ("images", "flavor", "tags"))  # type: ignore[misc]
        for step in row.steps
        if step.action == "docker/metadata-action"
    ]


def _some(places: Iterable[Place]) -> list[Place]:
    """Return all of *places*, or where there are dozens the first, the last and some between."""
    found = list(places)
    return [*found[:: max(1, len(found) // 6)], found[-1]] if len(found) > 9 else found


def _faults(ran: Run, places: dict[Place, bool]) -> Iterator[Fault]:
    """Yield what can go wrong before something is published."""
    by_themselves = {p.place for p in ran.published if not p.sources}
    for place, kind in itertools.product(_some(places), KINDS):
        # Docker's own driver publishes while it builds.
        if kind != "check" or place not in by_themselves:
            yield Fault(place, kind)


@pytest.mark.slow
@_GOLDEN
def test_fault_keeps_back_its_image_and_no_other_and_is_red(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        perfect = simulate(given, event)
        places = _builders(given, perfect)
        for fault in _faults(perfect, places):
            ran = simulate(given, event, (fault,))

            is_optional = places[fault.place]
            assert _is_green(ran) is is_optional
            assert {p.tags for p in ran.published} == {
                p.tags for p in perfect.published if is_optional or fault.place not in _makers(p)
            }


@_GOLDEN
def test_optional_row_is_the_only_one_that_misses(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        perfect = simulate(given, event)
        for place, is_optional in _builders(given, perfect).items():
            if is_optional:
                ran = simulate(given, event, (Fault(place, "check"),))
                made = {maker(source) for p in perfect.published for source in p.sources}

                assert {maker(s) for p in ran.published for s in p.sources} == made - {place}


@pytest.mark.slow
@_GOLDEN
def test_what_cannot_be_published_is_red(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        perfect = simulate(given, event)
        for publication in perfect.published[:6]:
            for kind in ("start", "cancelled"):
                ran = simulate(given, event, (Fault(publication.place, kind),))

                assert publication not in ran.published
                # GitHub itself shows a check that was cancelled, or that fails, as red.
                assert not _is_green(ran)
                assert set(ran.published) == set(perfect.published) - {publication}


@pytest.mark.slow
@_GOLDEN
def test_any_two_faults_publish_nothing_of_theirs_and_are_red(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given)[:1]:
        perfect = simulate(given, event)
        places = {p: may_fail for p, may_fail in _builders(given, perfect).items() if not may_fail}
        for pair in itertools.combinations(list(places)[:5], 2):
            for kinds in itertools.product(("check", "cancelled"), repeat=2):
                faults = tuple(map(Fault, pair, kinds))
                ran = simulate(given, event, faults)

                assert not _is_green(ran)
                for publication in ran.published:
                    assert not _makers(publication) & set(pair)


@_GOLDEN
def test_run_that_is_cancelled_publishes_nothing_and_is_red(path: Path) -> None:
    given = goldens.workflow(path)
    for event in goldens.events(given):
        ran = simulate(given, event, is_cancelled=True)

        assert ran.published == []
        assert ran.results["image"] in {"failure", "cancelled"}


@_GOLDEN
def test_run_without_a_tag_ends_before_anything_is_built(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        ran = simulate(given, event, has_tags=False)
        built = [row.place for row in ran.rows for step in row.steps if "build-push" in step.action]

        assert ran.published == []
        if any("no tag to publish" in str(job) for job in given["jobs"].values()):
            assert built == []
            assert not _is_green(ran)


@_GOLDEN
def test_nothing_leaves_the_runner_for_what_is_not_merged(path: Path) -> None:
    given = goldens.workflow(path)
    for event in filter(unmerged, goldens.events(given)):
        ran = simulate(given, event)

        assert ran.published == []
        for row in ran.rows:
            for step in row.steps:
                assert step.action != "docker/login-action"
                assert "push=true" not in str(step.given)
                assert step.given.get("push", False) is False
                assert not step.given.get("cache-to")
                assert "imagetools create" not in step.script
                assert "sign" not in step.action + step.script.split(" ")[0]


@_GOLDEN
def test_no_secret_is_read_for_what_is_not_merged(path: Path) -> None:
    if "secrets: true" in (path.parents[2] / "ci-gen.yml").read_text():
        return
    given = goldens.workflow(path)
    for event in filter(unmerged, goldens.events(given)):
        for row in simulate(given, event).rows:
            for step in row.steps:
                own = {key: step.env[key] for key in step.step.get("env", {})}
                assert not tells_secret(own)
                assert not tells_secret(step.given)


@_GOLDEN
def test_secrets_reach_only_logins_builds_and_those_who_are_called(path: Path) -> None:
    given = goldens.workflow(path)
    for event in goldens.events(given):
        for row in simulate(given, event).rows:
            for step in row.steps:
                own = {key: step.env[key] for key in step.step.get("env", {})}
                if tells_secret(own):
                    assert step.action == "docker/build-push-action"
                if tells_secret(step.given):
                    assert step.action == "docker/login-action" or "secrets" in step.step
    for job in given["jobs"].values():
        # What a workflow gets as an input ends up in its log.
        assert "uses" not in job or "secrets." not in str(job["with"])


@_GOLDEN
def test_no_expression_stands_in_a_shell(path: Path) -> None:
    for job in goldens.workflow(path)["jobs"].values():
        for step in job.get("steps", ()):
            assert "${{" not in step.get("run", "")


@_GOLDEN
def test_needed_jobs_stand_above_and_the_check_needs_all(path: Path) -> None:
    given = goldens.workflow(path)
    seen: set[str] = set()
    for name, job in given["jobs"].items():
        assert set(job.get("needs", ())) <= seen
        seen.add(name)
    assert list(given["jobs"])[-1] == "image"
    assert set(given["jobs"]["image"].get("needs", ())) == seen - {"image"}


@_GOLDEN
def test_steps_that_are_read_stand_above_and_no_other_has_an_id(path: Path) -> None:
    for job in goldens.workflow(path)["jobs"].values():
        seen: set[str] = set()
        for step in job.get("steps", ()):
            assert set(re.findall(r"steps\.([\w-]+)\.outputs", str(step))) <= seen
            seen |= {step["id"]} if "id" in step else set()
        assert seen == set(re.findall(r"steps\.([\w-]+)\.outputs", str(job)))


@_GOLDEN
def test_needs_that_are_read_are_needed(path: Path) -> None:
    given = goldens.workflow(path)
    for job in given["jobs"].values():
        for name, output in re.findall(r"needs\.([\w-]+)\.(?:outputs\.([\w-]+)|\w+)", str(job)):
            assert name in job["needs"]
            assert not output or output in given["jobs"][name]["outputs"]


@_GOLDEN
def test_digest_is_passed_on_after_everything_else(path: Path) -> None:
    """What fails after it would not keep the digest back."""
    for job in goldens.workflow(path)["jobs"].values():
        ids = [step.get("id") for step in job.get("steps", ())]
        assert "digest" not in ids[:-1]


@_GOLDEN
def test_image_is_tested_where_the_spec_says_and_no_processor_is_claimed(path: Path) -> None:
    given, config = goldens.workflow(path), goldens.config(path)
    for event in goldens.events(given):
        for row in simulate(given, event).rows:
            for step in row.steps:
                if step.env.get("CPU") == "the runner":
                    platforms = str(step.env.get("PLATFORMS", step.env.get("PLATFORM"))).split(",")
                    (image,) = [image for image in config.images if _is_of(row, image)]
                    assert image.test
                    assert set(platforms) <= set(image.test.platforms or image.platforms)
                else:
                    assert "test" not in str(step.step.get("name")).split()


def _is_of(row: Row, image: Image) -> bool:
    """Return whether *row* is one of *image*."""
    named = row.matrix.get("image", image.family), row.matrix.get("variant", image.variant)
    return named == (image.family, image.variant)


@_GOLDEN
def test_what_is_pushed_by_digest_has_no_tags(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        for row in simulate(given, event).rows:
            for step in row.steps:
                if "push-by-digest=true" in str(step.given.get("outputs")):
                    assert not {"tags", "push"} & set(step.given)
                    assert "name=" in step.given["outputs"]


@_GOLDEN
def test_caches_of_different_builds_differ(path: Path) -> None:
    given = goldens.workflow(path)
    for event in _publishing(given):
        found = []
        for row in simulate(given, event).rows:
            for step in row.steps:
                exported = str(step.given.get("cache-to", "")).split(",mode=")[0]
                if "type=gha" in exported or "type=registry" in exported:
                    found.append(exported)
                if "cache-scope" in step.given:
                    found.append(f"type=gha,scope={step.given['cache-scope']}")
        assert len(found) == len(set(found))


@_GOLDEN
def test_cache_that_is_written_is_the_one_that_is_read(path: Path) -> None:
    given = goldens.workflow(path)
    for row in (row for event in _publishing(given)[:1] for row in simulate(given, event).rows):
        for step in row.steps:
            exported = str(step.given.get("cache-to", "")).split(",mode=")[0]
            if exported.startswith(("type=gha", "type=registry")):
                assert exported in step.given["cache-from"]


@_GOLDEN
def test_permissions_are_the_least(path: Path) -> None:
    given, config = goldens.workflow(path), goldens.config(path)
    asked = {scope for image in config.images for scope, _ in image.permissions}
    assert given["permissions"] == {}
    for job in given["jobs"].values():
        wanted = _permissions(job)
        assert {
            k: v for k, v in job["permissions"].items() if k not in asked - set(wanted)
        } == wanted


def _permissions(job: dict[str, Any]) -> dict[str, str]:
    """Return what the steps of *job* need."""
    found: dict[str, str] = {}
    if "uses" in job:
        is_pushed = job["with"]["push"] is not False
        on_github = "registry: ghcr.io" in str(job)
        found = {"contents": "read"}
        return found | (
            {**({"packages": "write"} if on_github else {}), "id-token": "write"}
            if is_pushed
            else {}
        )
    for step in job["steps"]:
        used, script = str(step.get("uses", "")), str(step.get("run", ""))
        if "actions/checkout" in used:
            found["contents"] = "read"
        if "login-action" in used and step["with"].get("registry") == "ghcr.io":
            found["packages"] = "write"
        if "cosign sign" in script:
            found["id-token"] = "write"
        if "actions/attest" in used:
            found |= dict.fromkeys(("id-token", "attestations", "artifact-metadata"), "write")
    return found


@_GOLDEN
def test_required_check_runs_whatever_happened(path: Path) -> None:
    job = goldens.workflow(path)["jobs"]["image"]
    if job.get("needs"):
        assert job["if"] == "always()"
        # Its first step ends it where something went wrong.
        assert "exit 1" in job["steps"][0]["run"]


def test_every_golden_is_run() -> None:
    assert len(WORKFLOWS) == len(list((WORKFLOWS[0].parents[3]).iterdir()))
