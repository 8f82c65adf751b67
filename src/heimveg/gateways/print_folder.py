"""Letters as files in a folder that the municipality's print or SvarUt agent empties."""

import os
from pathlib import Path


class PrintFolder:
    """A folder on this machine. Delivering the same name twice leaves one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, name: str, content: bytes) -> str:
        """Write whole or not at all; the receipt is the file's name.

        Raises OSError when the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / name
        half_way = target.with_suffix(f".{os.getpid()}.part")
        half_way.write_bytes(content)
        half_way.replace(target)
        return name
