"""What a change to a solved problem did: the words in which a committee is answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What one change did to the best plan."""

    before: int  # value of the best plan, points
    after: int
    moved: tuple[tuple[str, str | None, str | None], ...]  # (seeker, home before, home after)

    @property
    def cost(self) -> int:
        """Points lost by the change; below zero when it gained."""
        return self.before - self.after
