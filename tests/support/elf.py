"""ELF files made by hand: as much of one as `readelf` and the checks of a workflow read."""

import struct
from typing import Final, NamedTuple


class Machine(NamedTuple):
    """How an ELF file says what machine it is made for."""

    number: int
    bits: int = 64
    order: str = "<"


MACHINES: Final = {
    "386": Machine(3, 32),
    "amd64": Machine(62),
    "arm": Machine(40, 32),
    "arm64": Machine(183),
    "loong64": Machine(258),
    "mips64": Machine(8, order=">"),
    "mips64le": Machine(8),
    "ppc64": Machine(21, order=">"),
    "ppc64le": Machine(21),
    "riscv64": Machine(243),
    "s390x": Machine(22, order=">"),
}
# Tag_CPU_arch: https://github.com/ARM-software/abi-aa/blob/main/addenda32/addenda32.rst
_ARCHITECTURES: Final = {"v5TE": 4, "v6": 6, "v6KZ": 7, "v6T2": 8, "v7": 10, "v8": 14}
_EXECUTABLE, _SHARED = 2, 3


def program(machine: str) -> bytes:
    """Return a program for *machine*, as Docker calls it, without code or sections."""
    return _header(MACHINES[machine], _EXECUTABLE) + bytes(64)


def independent(machine: str) -> bytes:
    """Return what a program that can be loaded anywhere and a shared object begin with."""
    return _header(MACHINES[machine], _SHARED) + bytes(64)


def arm(architecture: str, name: str = "") -> bytes:
    """Return a program whose ARM attributes say *architecture*, and *name* for the processor."""
    said = b"\x05" + name.encode() + b"\0" if name else b""
    said += bytes([6, _ARCHITECTURES[architecture], 8, 1])
    said = b"\x01" + struct.pack("<I", len(said) + 5) + said
    vendor = b"aeabi\0" + said
    attributes = b"A" + struct.pack("<I", len(vendor) + 4) + vendor
    names = b"\0.ARM.attributes\0.shstrtab\0"
    machine = MACHINES["arm"]
    start = len(_header(machine, _EXECUTABLE))
    sections = [
        bytes(40),
        _section(1, 0x70000003, start, len(attributes)),
        _section(17, 3, start + len(attributes), len(names)),
    ]
    end = start + len(attributes) + len(names)
    header = _header(machine, _EXECUTABLE, sections=(end, len(sections)))
    return header + attributes + names + b"".join(sections)


def go(goarm: str) -> bytes:
    """Return a program with the build information of Go, which has no ARM attributes."""
    said = f"path\tacme/server\nbuild\tGOARCH=arm\nbuild\tGOARM={goarm}\nbuild\tGOOS=linux\n"
    return program("arm") + b"\xff Go buildinf:\x08\x02" + bytes(16) + said.encode() + bytes(8)


def _header(machine: Machine, kind: int, sections: tuple[int, int] = (0, 0)) -> bytes:
    place, count = sections
    is_wide = machine.bits == 64
    said = bytes([2 if is_wide else 1, 1 if machine.order == "<" else 2, 1])
    word = "Q" if is_wide else "I"
    sizes = (64, 56, 64) if is_wide else (52, 32, 40)
    head, segment, section = sizes
    return (
        b"\x7fELF"
        + said
        + bytes(9)
        + struct.pack(
            f"{machine.order}HHI3{word}I6H",
            kind,
            machine.number,
            1,
            0,
            0,
            place,
            0x05000000 if machine == MACHINES["arm"] else 0,
            head,
            segment,
            0,
            section,
            count,
            max(count - 1, 0),
        )
    )


def _section(name: int, kind: int, place: int, size: int) -> bytes:
    return struct.pack("<10I", name, kind, 0, 0, place, size, 0, 0, 1, 0)
