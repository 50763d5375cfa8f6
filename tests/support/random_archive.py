"""An archive that does not compress: one line of source and random bytes."""

from __future__ import annotations

import io
import random
import tarfile


def random_archive(size: int) -> bytes:
    """Return a ``.tar.gz`` slightly larger than ``size``."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", compresslevel=1) as archive:
        for name, content in (("run.py", b"print(1)\n"), ("blob.bin", random.Random(size).randbytes(size))):
            member = tarfile.TarInfo(f"sources/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()
