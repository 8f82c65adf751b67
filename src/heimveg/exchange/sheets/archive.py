"""A zip file from a stranger, opened without trusting a word of it."""

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from heimveg.exchange.sheets.limits import Limits
from heimveg.exchange.sheets.refusals import Reason, Unreadable

ENCRYPTED_FLAG = 0x1
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


def unpacked(content: bytes, limits: Limits) -> dict[str, bytes]:
    """Every part by name, each read no further than the limit on all together.

    Raises Unreadable: ENCRYPTED, ZIP_BOMB or BROKEN.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [e for e in archive.infolist() if not e.filename.endswith("/")]
            _look_before_unpacking(entries, len(content), limits)
            return {entry.filename: archive.read(entry) for entry in entries}
    except BROKEN as error:
        raise Unreadable(Reason.BROKEN) from error


def _look_before_unpacking(entries: list[zipfile.ZipInfo], zipped: int, limits: Limits) -> None:
    """Sizes as the archive declares them: reading never goes past a declared size."""
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Unreadable(Reason.ENCRYPTED)
    total = sum(entry.file_size for entry in entries)
    swollen = total > limits.ratio_from_bytes and total > zipped * limits.ratio
    if len(entries) > limits.parts or total > limits.unzipped_bytes or swollen:
        raise Unreadable(Reason.ZIP_BOMB, megabytes=limits.unzipped_bytes // 2**20)
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(_leads_astray(name) for name in names):
        raise Unreadable(Reason.BROKEN)


def _leads_astray(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return not name or path.is_absolute() or ".." in path.parts or ":" in name


def repacked(parts: dict[str, bytes]) -> io.BytesIO:
    """The same parts in an archive of our own: the parser never meets the stranger's one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    out.seek(0)
    return out
