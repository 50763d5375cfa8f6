"""Capabilities (capabilities(7)): what makes root more than a user. A program of ours has no use for them.

They matter where the server runs as root: with them a program could raise its limits again, or read other processes'
memory past Landlock. Only those stay that let it read files of other users, within what Landlock allows.
"""

from __future__ import annotations

import ctypes
import platform
import struct

from services.process.control import system_call
from services.process.system_call_table import ARCHITECTURES, number_of

_VERSION_3 = 0x20080522
_KEPT = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_SETS = "=6I"  # effective, permitted and inheritable: the lower halves, then the upper


def drop_capabilities() -> None:
    """For this process and all that it starts, once `forbid_new_privileges` was called."""
    if platform.machine() not in ARCHITECTURES:
        return
    header = struct.pack("=Ii", _VERSION_3, 0)
    present = ctypes.create_string_buffer(struct.calcsize(_SETS))
    system_call(number_of("capget"), header, present)
    effective, permitted, *_ = struct.unpack(_SETS, present.raw)
    system_call(number_of("capset"), header, struct.pack(_SETS, effective & _KEPT, permitted & _KEPT, 0, 0, 0, 0))
