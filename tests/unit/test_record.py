import pickle

import pytest

from ci_gen.record import Record


class Restored(Record):
    scope: str
    ref: str | None = None


class Saved(Record):
    scope: str
    ref: str | None = None


def test_record_is_unequal_to_one_of_another_class_with_the_same_values() -> None:
    assert Restored(scope="a") == Restored(scope="a", ref=None)
    assert Restored(scope="a") != Saved(scope="a")
    assert len({Restored(scope="a"), Restored(scope="a"), Saved(scope="a")}) == 2


def test_record_is_frozen() -> None:
    made = Restored(scope="a")

    with pytest.raises(AttributeError, match=r"Restored\.scope is frozen"):
        made.scope = "b"  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Restored\.scope is frozen"):
        del made.scope


def test_record_takes_exactly_its_fields() -> None:
    with pytest.raises(TypeError, match="Restored lacks scope"):
        Restored()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Restored has no scop"):
        Restored(scope="a", scop="b")  # type: ignore[call-arg]


def test_replacing_leaves_the_original_and_names_unknown_fields() -> None:
    made = Restored(scope="a")

    assert made.replace(ref="b") == Restored(scope="a", ref="b")
    assert made.ref is None
    with pytest.raises(TypeError, match="Restored has no name"):
        made.replace(name="b")


def test_record_survives_being_pickled() -> None:
    made = Restored(scope="a", ref="b")

    assert pickle.loads(pickle.dumps(made)) == made  # noqa: S301 (made here)


def test_record_shows_its_values() -> None:
    assert repr(Restored(scope="a")) == "Restored(scope='a', ref=None)"
