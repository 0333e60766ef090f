from pathlib import Path

import pytest

import ci_gen
from ci_gen import words

PACKAGE = Path(ci_gen.__file__).parent


def test_slip_of_the_pen_is_asked_about_and_a_stranger_is_not() -> None:
    known = ["context", "dockerfile", "target"]

    assert words.suggestion("contxt", known, "look it up") == "did you mean context?"
    assert words.suggestion("zzz", known, "look it up") == "look it up"


@pytest.mark.parametrize(("likeness", "near"), [(0.5, "target"), (0.9, None)])
def test_likeness_decides_what_is_near(likeness: float, near: str | None) -> None:
    assert words.nearest("tarket-x", ["target"], likeness) == near


def test_nobody_else_asks_what_was_meant() -> None:
    texts = {str(path.relative_to(PACKAGE)): path.read_text() for path in PACKAGE.rglob("*.py")}
    asking = {name for name, text in texts.items() if "did you mean" in text}

    assert asking == {"words.py"}
    assert {name for name, text in texts.items() if "get_close_matches" in text} == {"words.py"}
