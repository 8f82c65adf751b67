"""Letters as files in a folder that the municipality's print or SvarUt agent empties."""

import os
from pathlib import Path


class PrintFolder:
    """A folder on this machine. Delivering the same name twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, name: str, content: bytes) -> str:
        """Write whole or not at all, down to the disk; the receipt is the file's name.

        Raises OSError when the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / name
        half_way = target.with_suffix(f".{os.getpid()}.part")
        try:
            _write(half_way, content)
            half_way.replace(target)
        except OSError:
            half_way.unlink(missing_ok=True)
            raise
        _sync(self.folder)
        return name


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """The name of the new file is on the disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
