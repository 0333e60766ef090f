"""The program by which a workflow finds out whether the processor of a board is emulated.

It runs an instruction that came with ARMv7 and then one that came with ARMv8, and ends with 0. An
ARM1176 (Raspberry Pi Zero) knows neither, a Cortex-A7 (Raspberry Pi 2) only the first: there it
ends with SIGILL. A 64-bit runner and the processor that QEMU takes by itself know both.
"""

import base64
import re
import struct
from typing import Final

INSTRUCTIONS: Final = (
    0xE3000000,  # movw r0, #0
    0xE19D1C9F,  # lda r1, [sp]
    0xE3A07001,  # mov r7, #1 (exit)
    0xEF000000,  # svc 0
)
_ADDRESS: Final = 0x10000
_HEADER: Final = struct.Struct("<16s2H5I6H")
_SEGMENT: Final = struct.Struct("<8I")
_TEXT: Final = re.compile(r'(?<=<<< ")[^"]*(?=")')


def program() -> bytes:
    """Return the ELF file: a header, one segment, and the instructions."""
    code = struct.pack(f"<{len(INSTRUCTIONS)}I", *INSTRUCTIONS)
    start = _HEADER.size + _SEGMENT.size
    size = start + len(code)
    header = _HEADER.pack(
        b"\x7fELF\x01\x01\x01",  # 32 bits, little-endian
        2,  # an executable file
        40,  # for ARM
        1,
        _ADDRESS + start,
        _HEADER.size,
        0,
        0x05000000,  # the fifth version of the EABI, without which a 64-bit kernel refuses it
        _HEADER.size,
        _SEGMENT.size,
        1,
        40,
        0,
        0,
    )
    segment = _SEGMENT.pack(1, 0, _ADDRESS, _ADDRESS, size, size, 5, 0x1000)
    return header + segment + code


def script(text: str) -> str:
    """Return the *text* of the script that runs the program, with the program in it."""
    return _TEXT.sub(base64.b64encode(program()).decode(), text)
