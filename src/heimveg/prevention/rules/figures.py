"""Counts that may be shown. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from heimveg.values import is_too_few


@dataclass(frozen=True, slots=True)
class Shown:
    """A count as it may be shown: `count` is None where it is too small."""

    count: int | None

    @property
    def is_hidden(self) -> bool:
        return self.count is None


def shown_count(count: int) -> Shown:
    """Nothing, and five or more; what lies between could point somebody out."""
    return Shown(None if is_too_few(count) else count)


def shown_row(counts: Mapping[str, int]) -> dict[str, Shown]:
    """A year's counts. No sum is shown beside them, so that a hidden one cannot be worked out."""
    return {name: shown_count(count) for name, count in counts.items()}
