"""Why something did not get through. The difference that matters: may it be sent again?"""

from enum import StrEnum


class Why(StrEnum):
    AWAY = "away"  # no answer, or not now: try again later
    REFUSED = "refused"  # they will not take it, and will not tomorrow: mend the address
    WRONG = "wrong"  # they answer what we do not understand: somebody looks at the set-up
    UNCLEAR = "unclear"  # it may have got through; sending again may send twice


class NotDeliveredError(Exception):
    """Carries a code and no words: what others answer may repeat what we sent."""

    def __init__(self, why: Why) -> None:
        super().__init__(str(why))
        self.why = why
