"""Keys of a spec that are called otherwise: words of other tools, and keys of older languages.

Each is read as what it is called here, with a warning, and `ci-gen migrate` rewrites it. A word of
another tool is a row only if it means exactly the same: docker/build-push-action's `tags` are whole
names of images, for one, so they are none.
"""

from typing import Final, Literal

from ci_gen.record import Record


class Rename(Record):
    """The key *old* is called *new*; both are in the same mapping, the one called *within*.

    *version* is the last version of the language that has *old*, *since* the release of
    ci-gen that has *new*. *form* is what a value becomes that is a text, or a list of texts:
    a list of words, or pairs of names and values. *source* tells whose word *old* is.
    """

    within: str
    old: str
    new: str
    version: int
    since: str
    form: Literal["same", "list", "pairs"]
    source: str


# The oldest version of the language that a spec may be written for.
OLDEST: Final = 1

_PUSH: Final = "input of docker/build-push-action"
RENAMES: Final = (
    Rename(
        within="",
        old="platforms",
        new="targets",
        version=1,
        since="0.1.0",
        form="list",
        source=_PUSH,
    ),
    Rename(
        within="",
        old="runs-on",
        new="runners",
        version=1,
        since="0.1.0",
        form="same",
        source="key of a job of GitHub Actions",
    ),
    Rename(
        within="build",
        old="file",
        new="dockerfile",
        version=1,
        since="0.1.0",
        form="same",
        source=_PUSH,
    ),
    Rename(
        within="build",
        old="build-args",
        new="args",
        version=1,
        since="0.1.0",
        form="pairs",
        source=_PUSH,
    ),
    Rename(
        within="build",
        old="build-contexts",
        new="contexts",
        version=1,
        since="0.1.0",
        form="pairs",
        source=_PUSH,
    ),
)
