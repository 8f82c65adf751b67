"""How large a spreadsheet may be. Checked before anything is unpacked or parsed."""

from dataclasses import dataclass

MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """A municipality's largest register is far below every one of these."""

    file_bytes: int = 20 * MEGABYTE
    unzipped_bytes: int = 150 * MEGABYTE
    ratio: int = 100  # unzipped to zipped; real spreadsheets lie between 3 and 40
    ratio_from_bytes: int = 5 * MEGABYTE  # a small file may repeat itself as it likes
    parts: int = 2_000
    rows: int = 50_000
    columns: int = 200
    cell_characters: int = 10_000


LIMITS = Limits()
