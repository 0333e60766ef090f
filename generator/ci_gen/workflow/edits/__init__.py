"""What somebody changed in a workflow by hand, and which key of the spec would say the same.

The workflow on disk is compared with the wanted one as data, so that comments and layout, which
nothing depends on, are told apart from what GitHub would do differently.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.spec import schema
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import FileChange
from ci_gen.workflow.edits import differences, former, keys, words
from ci_gen.workflow.edits.differences import Difference
from ci_gen.workflow.edits.words import Advice
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec

_MOST: Final = 10
_LONGEST: Final = 60
_CONFLICT: Final = "CG122"
# What jobs for some of the images are called, before the name of the first of these.
_KINDS: Final = {"build", "publish"}
_DROP: Final = "run `ci-gen render --force` to drop it"


def explain(change: FileChange) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each edit in the edited file of *change*, at its place."""
    current, wanted = change.current or "", change.wanted or ""
    read = spec.parse(current, change.path)
    version = files.former(current)
    if version and not (isinstance(read, Diagnostic) and read.code == _CONFLICT):
        yield from former.explain(change, version)
        return
    if isinstance(read, Diagnostic):
        yield _unreadable(change, read)
        return
    expected = cast("Spec", spec.parse(wanted, change.path)).data
    found = list(differences.find(read.data, expected))
    told = [_diagnostic(change, read, part, expected) for part in found[:_MOST]]
    yield from sorted(told, key=lambda diagnostic: diagnostic.location)
    if len(found) > _MOST:
        words = f"is edited in {len(found) - _MOST} more places"
        yield _edited(change, Location(path=change.path), words, f"see `ci-gen diff`, or {_DROP}")
    if not found:
        yield _in_comments_only(change, current, wanted)


def _edited(change: FileChange, place: Location, words: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        code="CG602",
        severity=Severity.ERROR,
        message=f"{change.path} {words}",
        location=place,
        remedy=remedy,
    )


def _unreadable(change: FileChange, found: Diagnostic) -> Diagnostic:
    """Return *found* in the words of a workflow; what `parse` says is about a spec."""
    source = files.source(change.wanted or "")
    if found.code == _CONFLICT:
        remedy = f"resolve the conflict in {source}, then run `ci-gen render --force`"
        message = f"{change.path} is edited: {found.message}"
        return found.replace(message=message, remedy=remedy)
    said = found.message.removeprefix("the spec is ").replace("the spec", "it")
    said = said.replace("a spec", "a workflow")
    return _edited(change, found.location, f"is edited: {said}", f"correct the line, or {_DROP}")


def _in_comments_only(change: FileChange, current: str, wanted: str) -> Diagnostic:
    pairs = zip(current.split("\n"), wanted.split("\n"), strict=False)
    line = next((i for i, (theirs, ours) in enumerate(pairs, 1) if theirs != ours), 1)
    words = "is edited: comments or layout, and nothing that it does"
    remedy = f"keep comments in {files.source(wanted)}, and {_DROP}"
    return _edited(change, Location(path=change.path, line=line, column=1), words, remedy)


def _diagnostic(
    change: FileChange, read: Spec, found: Difference, expected: Mapping[str, Any]
) -> Diagnostic:
    job = expected.get("jobs", {}).get(found.job) or {}
    is_readable = _is_workflow(read.data)
    advice = keys.advise(found, read.data, builds=_builds(job)) if is_readable else None
    remedy = _remedy(advice, _whose(found, job), files.source(change.wanted or ""))
    if other := files.other_cause(change):
        remedy = f"unless it is because {other}: {remedy}"
    return _edited(change, read.locate(found.route), f"is edited: {_what(found)}", remedy)


def _is_workflow(data: Any) -> bool:
    return isinstance(data, dict) and isinstance(data.get("jobs"), dict)


def _builds(job: Mapping[str, Any]) -> bool:
    """Return whether *job* is one that builds an image."""
    return any(differences.action_of(step) == keys.BUILD for step in job.get("steps", ()))


def _remedy(advice: Advice | None, whose: str, source: str) -> str:
    if advice is None:
        return f"no key of {source} says that: {_DROP}"
    root = advice.key.partition(".")[0]
    if root in schema.load()["x-planned"]:
        return f"no key of {source} says that yet (`{root}` is planned): {_DROP}"
    where = f"{source}, for {whose}" if whose else source
    return f"{advice.words} in {where}, or {_DROP}"


def _whose(found: Difference, job: Mapping[str, Any]) -> str:
    """Return which of several images, or which variant, a difference is for; else nothing."""
    if found.whose:
        return found.whose.get("image") or f"the variant {found.whose['variant']}"
    kind, _, name = str(found.job).partition("-")
    if kind not in _KINDS or not name:
        return ""
    return ", ".join(dict.fromkeys(_images(job))) or name


def _images(job: Mapping[str, Any]) -> Iterator[str]:
    """Yield the images that the rows of *job* are for, where it has rows for several."""
    matrix = job.get("strategy", {}).get("matrix", {})
    yield from matrix.get("image", ())
    include = matrix.get("include", ())
    yield from (row["image"] for row in include if isinstance(row, dict) and "image" in row)


def _what(found: Difference) -> str:
    """Return what is different, as a sentence."""
    if not found.path:
        return _whole(found)
    if found.path == ("steps",) and isinstance(found.current, list):
        return f"the steps of the job {found.job} are in another order"
    path = found.path[1:] if found.path[0] == "with" else found.path
    subject = f"{'.'.join(path)}{_of(found)}"
    if found.is_gone:
        return f"{subject} is gone"
    if "\n" in f"{found.current}{found.wanted}":
        return f"{subject} {_lines(found)}"
    return f"{subject} is {_short(words.value(found.current))}"


def _whole(found: Difference) -> str:
    """Return what happened to a whole job, row or step."""
    if found.job is None:
        return "it is no workflow"
    if found.step is None and found.row is None:
        return f"the job {found.job} is {'gone' if found.is_gone else _own(found)}"
    thing = f'step "{found.step}"' if found.step is not None else f"row for {found.row}"
    if found.is_gone:
        return f"the job {found.job} has lost its {thing}"
    return f"the {thing} of the job {found.job} is {_own(found)}"


def _own(found: Difference) -> str:
    return "not from ci-gen" if found.is_added else "no mapping"


def _of(found: Difference) -> str:
    if found.job is None:
        return ""
    inner = f' of "{found.step}"' if found.step is not None else ""
    inner += f" of {found.row}" if found.row is not None else ""
    return f"{inner} in the job {found.job}" if inner else f" of the job {found.job}"


def _lines(found: Difference) -> str:
    """Return which lines of a text came and went."""
    current, wanted = (_split(text) for text in (found.current, found.wanted))
    known, expected = set(current), set(wanted)
    came = ", ".join(line for line in current if line not in expected)
    went = ", ".join(line for line in wanted if line not in known)
    parts = [f"has {_short(came)}" if came else "", f"has lost {_short(went)}" if went else ""]
    return " and ".join(part for part in parts if part) or "has its lines in another order"


def _split(text: object) -> list[str]:
    lines = text.split("\n") if isinstance(text, str) else []
    return [stripped for line in lines if (stripped := line.strip())]


def _short(text: str) -> str:
    flat = re.sub(r"\s+", " ", text)
    return flat if len(flat) <= _LONGEST else f"{flat[:_LONGEST]}..."
