"""The committee's paper: the whole proposal for print, with names or with case numbers."""

from typing import Any

from heimveg.access.gate import Actor
from heimveg.allocation import wording
from heimveg.allocation.models import Round
from heimveg.allocation.queries.cast import cast_for
from heimveg.allocation.queries.pages import reading_of, row_of, sentence, summary
from heimveg.allocation.queries.without import unmet_card, urgency_of, worth_rows

MOST_ON_PAPER = 400  # moves; a longer proposal is read on the screen


def paper(actor: Actor, round_: Round, *, with_names: bool) -> dict[str, Any]:
    """The whole proposal for print. Without names, people are case numbers."""
    reading = reading_of(round_)
    lines = reading.moves[:MOST_ON_PAPER]
    unmet = sorted(reading.unmet.values(), key=lambda u: (-urgency_of(reading, u), u.need))
    unmet = unmet[:MOST_ON_PAPER]
    cast = cast_for(
        actor,
        reading,
        lines,
        on=round_.day,
        needs=[u.need for u in unmet],
        homes=[u.short_of[0] for u in unmet if u.short_of],
        with_names=with_names,
    )
    return {
        "summary": summary(reading),
        "sentence": sentence(summary(reading)),
        "rows": [
            (
                row_of(round_, reading, line, cast),
                wording.reasons(line, cast) if cast.sees(line.need) else [],
            )
            for line in lines
        ],
        "unmet": [unmet_card(round_, reading, u, cast) for u in unmet if cast.sees(u.need)],
        "worth": worth_rows(reading)[:10],
        "is_cut": len(reading.moves) > MOST_ON_PAPER or len(reading.unmet) > MOST_ON_PAPER,
    }
