"""Which images share jobs, and what is then in the rows of their matrix."""

from typing import Any

import pytest

from ci_gen.config import matrix
from ci_gen.config.model import Image
from ci_gen.config.resolve import resolve

_A = "ghcr.io/acme/a"
_B = "ghcr.io/acme/b"


def _groups(*images: dict[str, Any], **keys: Any) -> tuple[tuple[Image, ...], ...]:
    data = {"version": 1, "targets": ["amd64", "pi5"], "images": list(images), **keys}
    return matrix.groups(resolve(data))


def _ids(*images: dict[str, Any], **keys: Any) -> list[list[str]]:
    return [[image.id for image in group] for group in _groups(*images, **keys)]


_EARLY = "${{ github.repository }}"
_LATE = "${{ runner.os }}"
# What may differ between images of the same job, with room for a text.
_DIFFERENT: list[dict[str, Any]] = [
    {"image": "ghcr.io/{}/a"},
    {"image": _A, "tags": ["type=raw,value={}"]},
    {"image": _A, "tags": {"rules": ["latest"], "flavor": ["prefix={}"]}},
    {"image": _A, "cache": {"ref": "ghcr.io/{}/cache:x"}},
    {"image": _A, "build": {"context": "{}"}},
    {"image": _A, "build": {"args": {"A": "{}"}}},
    {"image": _A, "build": {"contexts": {"a": "{}"}}},
]


def _filled(value: Any, text: str) -> Any:
    match value:
        case str():
            return value.format(text)
        case list():
            return [_filled(item, text) for item in value]
        case dict():
            return {key: _filled(item, text) for key, item in value.items()}
        case _:
            return value


@pytest.mark.parametrize("image", _DIFFERENT, ids=str)
@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        ("plain", {}, [["a", "b"]]),
        (_EARLY, {}, [["a", "b"]]),
        (_LATE, {}, [["a"], ["b"]]),
        ("plain", {"pull-request": {"platforms": ["amd64"]}}, [["a", "b"]]),
        (_EARLY, {"pull-request": {"platforms": ["amd64"]}}, [["a"], ["b"]]),
        (_EARLY, {"pull-request": {"platforms": ["amd64", "linux/arm64"]}}, [["a", "b"]]),
    ],
)
def test_image_with_a_text_that_no_row_can_hold_has_jobs_of_its_own(
    image: dict[str, Any], text: str, keys: dict[str, Any], expected: list[list[str]]
) -> None:
    assert _ids(_filled(image, text), {"image": _B}, **keys) == expected


@pytest.mark.parametrize("key", ["output", "script"])
def test_test_that_no_row_can_hold_has_jobs_of_its_own(key: str) -> None:
    a = {"image": _A, "test": {"command": ["x"], key: f"{_LATE}"}}
    b = {"image": _B, "test": {"command": ["x"], key: "plain"}}

    assert _ids(a, b) == [["a"], ["b"]]
    assert _ids(a, {"image": _B}) == [["a", "b"]], "only one of the rows has the step"


def test_what_all_rows_have_in_common_stands_in_none() -> None:
    build = {"context": _LATE, "args": {"A": _LATE}, "target": "x"}
    a = {"image": _A, "build": build, "tags": [f"type=raw,value={_LATE}"]}
    b = {"image": _B, "build": {**build, "target": "y"}, "tags": [f"type=raw,value={_LATE}"]}

    (images,) = _groups(a, b)

    found = {text.route: text.value for _, text in matrix.columns(images)}
    assert found == {
        ("images", 0, "image", 0): _A,
        ("images", 1, "image", 0): _B,
        ("images", 0, "build", "target"): "x",
        ("images", 1, "build", "target"): "y",
    }


def test_groups_are_in_the_order_of_the_spec() -> None:
    late = {"image": "ghcr.io/acme/c", "build": {"context": _LATE}}

    assert _ids({"image": _A}, late, {"image": _B}) == [["a", "b"], ["c"]]
    assert _ids(late, {"image": _A}, {"image": _B}) == [["c"], ["a", "b"]]
