"""What the conditions of a grant may not ask of who lives in the home.

Words of sobriety and treatment are known here (`wording`). Sentences that demand something are
known by a room above, which says it in its `binding.py`, read by its `apps.py` when Heimveg
starts (`ready`):

    let_judge(first_demand)
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _

from heimveg.dwellings.wording import demanded_in

Judge = Callable[[str], str]  # the first sentence that demands something, or nothing
JUDGES: list[Judge] = []


def let_judge(judge: Judge) -> None:
    """Let `judge` be asked from now on; said twice, it is asked once."""
    if judge not in JUDGES:
        JUDGES.append(judge)


def why_unlawful(conditions: str, *, on: date) -> str:
    """Why these conditions cannot stand, and what to leave out; empty where they can. A grant may
    be for a group; no home depends on sobriety or on taking up support (Bendixen, Kritisk juss
    2024/1)."""
    if word := demanded_in(conditions, on=on):
        text = _("No home depends on sobriety or treatment. Leave out «%(word)s».")
        return text % {"word": word}
    if sentence := next(filter(None, (judge(conditions) for judge in JUDGES)), ""):
        text = _(
            "«%(sentence)s» makes the home depend on taking something up. Support is offered,"
            " never demanded: leave the sentence out, or write whom the home is for."
        )
        return text % {"sentence": sentence}
    return ""
