import pytest

from ci_gen.catalog import boards, platforms
from ci_gen.config import targets
from ci_gen.config.targets import Hit, Miss, MissKind

# The list that the project set out with: what each board needs under its usual OS.
SEED = {
    "Raspberry Pi 1": "linux/arm/v6",
    "Pi Zero": "linux/arm/v6",
    "Pi Zero W": "linux/arm/v6",
    "Pi 2": "linux/arm/v7",
    "raspberry-pi-2b-v1.2": "linux/arm64",
    "raspberry-pi-2b-v1.3": "linux/arm64",
    "Pi 3": "linux/arm64",
    "Pi 3B+": "linux/arm64",
    "Pi 4": "linux/arm64",
    "Pi 400": "linux/arm64",
    "Pi Zero 2 W": "linux/arm64",
    "Pi 5": "linux/arm64",
}


def _platforms(text: str, os: str | None = None) -> list[str]:
    return [hit.platform for hit in targets.hits(targets.lookup(text, os))]


def _miss(text: str, os: str | None = None) -> Miss:
    found = targets.lookup(text, os)
    assert isinstance(found, Miss)
    return found


@pytest.mark.parametrize(("name", "platform"), SEED.items())
def test_seed_list_holds(name: str, platform: str) -> None:
    assert _platforms(name) == [platform]


@pytest.mark.parametrize("board", boards.catalogue().boards, ids=lambda board: board.id)
def test_board_is_found_by_each_of_its_names(board: boards.Board) -> None:
    for name in (
        board.id,
        board.name,
        *board.aliases,
        board.id.upper(),
        board.id.replace("-", "_"),
    ):
        assert targets.lookup(name) == (Hit(text=name, platform=board.platform, board=board),)


def test_there_are_at_least_the_boards_of_the_documentation() -> None:
    assert len(boards.catalogue().boards) >= 26


@pytest.mark.parametrize("board", boards.catalogue().boards, ids=lambda board: board.id)
def test_32_bit_os_needs_a_32_bit_platform_on_every_board(board: boards.Board) -> None:
    expected = "linux/arm/v6" if board.isa == "ARMv6" else "linux/arm/v7"

    assert _platforms(board.id, "32-bit") == [expected]


@pytest.mark.parametrize("board", boards.catalogue().boards, ids=lambda board: board.id)
def test_64_bit_os_is_refused_where_there_is_none(board: boards.Board) -> None:
    if board.platform_64 is None:
        assert _miss(board.id, "64-bit").kind is MissKind.OS
    else:
        assert _platforms(board.id, "64-bit") == ["linux/arm64"]


def test_no_alias_stands_for_two_boards() -> None:
    rows = boards.catalogue().boards
    names = [boards.normalise(name) for row in rows for name in {row.id, *row.aliases}]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", ["pi", "RPI", "Raspberry Pi", "cm", "armhf", "ArmHF"])
def test_ambiguous_name_asks_which_one_is_meant(name: str) -> None:
    assert _miss(name).kind is MissKind.AMBIGUOUS


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Pico", MissKind.NOT_LINUX),
        ("raspberry pi pico", MissKind.NOT_LINUX),
        ("RP2040", MissKind.NOT_LINUX),
        ("Pi 6", MissKind.NOT_RELEASED),
        ("raspberry-pi-6", MissKind.NOT_RELEASED),
        ("orange-pi", MissKind.UNKNOWN),
        ("raspberrypi4-64", MissKind.UNKNOWN),
    ],
)
def test_name_of_no_usable_board_says_why(name: str, kind: MissKind) -> None:
    assert _miss(name).kind is kind


@pytest.mark.parametrize("platform", platforms.catalogue().buildable)
def test_every_buildable_platform_is_itself(platform: str) -> None:
    assert _platforms(platform) == [platform]
    assert _platforms(platform.upper()) == [platform]


@pytest.mark.parametrize(
    ("written", "platform"),
    [
        ("amd64", "linux/amd64"),
        ("x86_64", "linux/amd64"),
        ("linux/x86-64", "linux/amd64"),
        ("linux/amd64/v1", "linux/amd64"),
        ("aarch64", "linux/arm64"),
        ("linux/arm64/v8", "linux/arm64"),
        ("linux/arm64/8", "linux/arm64"),
        ("linux/arm64/v8.0", "linux/arm64"),
        ("arm", "linux/arm/v7"),
        ("linux/arm", "linux/arm/v7"),
        ("linux/arm/7", "linux/arm/v7"),
        ("linux/arm/6", "linux/arm/v6"),
        ("linux/armhf", "linux/arm/v7"),
        ("linux/armel", "linux/arm/v6"),
        ("i386", "linux/386"),
        ("386", "linux/386"),
    ],
)
def test_platform_is_normalised_as_containerd_does(written: str, platform: str) -> None:
    assert targets.lookup(written) == (Hit(text=written, platform=platform),)


@pytest.mark.parametrize(("written", "platform"), platforms.catalogue().misspelt.items())
def test_string_that_containerd_takes_by_mistake_is_corrected(written: str, platform: str) -> None:
    assert targets.lookup(written) == (Hit(text=written, platform=platform, corrected=True),)


@pytest.mark.parametrize(
    "written",
    ["linux/arm/v8", "linux/sparc", "linux", "/linux", "linux/", "linux//arm", "a/b/c/d", "*/arm"],
)
def test_what_is_no_platform_is_refused(written: str) -> None:
    assert _miss(written).kind is MissKind.PLATFORM


def test_darwin_is_explained() -> None:
    assert "Apple silicon runs linux/arm64 images" in _miss("darwin/arm64").message
    assert _miss("windows/amd64").kind is MissKind.FOREIGN_OS


def test_group_stands_for_several_platforms() -> None:
    assert _platforms("all-pis") == ["linux/arm/v6", "linux/arm/v7", "linux/arm64"]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("rasberry-pi-5", "did you mean raspberry-pi-5?"),
        ("pi55", "did you mean raspberry-pi-5?"),
        ("pi-zero-ww", "did you mean raspberry-pi-zero-w?"),
        ("toaster", "run `ci-gen platforms` for the boards and platforms there are"),
    ],
)
def test_slip_in_any_name_of_a_board_is_asked_about(written: str, remedy: str) -> None:
    found = targets.lookup(written)

    assert isinstance(found, Miss)
    assert found.remedy == remedy
