"""What a notice rests on: rent owed by the ledger on its day, or a breach that is named."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base.errors import Invalid, Refused
from heimveg.prevention.models import NoticeDebt, PreventionCase
from heimveg.prevention.queries.money import owed_ore
from heimveg.prevention.rules import Ground, Rung

SHORTEST_BREACH = 10  # characters: which breach, and when
OWN = "own"
GROUNDS = {
    Ground.ARREARS: gettext_lazy("rent that is owed"),
    Ground.BREACH: gettext_lazy("a breach that the warning named"),
}


def debt_of(
    actor: Actor, case: PreventionCase, rung: Rung, ground: Ground | None, words: str, *, on: date
) -> int | None:
    """Øre that a notice of `on` rests on, None for a breach that `words` name. Raises Invalid
    where nothing is owed on the day, and where no breach is named."""
    if rung.ground != OWN:
        return None
    if ground is None:
        raise Invalid({"ground": _("Choose what the notice rests on.")})
    if ground is Ground.BREACH:
        if len(words.strip()) < SHORTEST_BREACH:
            raise Invalid({"words": _("Write which breach the warning named, and when it was.")})
        return None
    owed = owed_ore(actor, case, on=on)
    if owed is None:
        raise Invalid({"ground": _("Only who sees the account gives notice for rent.")})
    if not owed:
        text = _("Nothing was owed on %(day)s. A notice for rent rests on rent that is owed.")
        raise Invalid({"ground": text % {"day": date_format(on, "DATE_FORMAT")}})
    return owed


def refuse_while_it_runs(case: PreventionCase, *, on: date, until: date) -> None:
    """A notice for rent is given once for the same arrears: a second one, which would run from
    `on` up to `until`, waits until the first has run out. Raises Invalid."""
    running = NoticeDebt.objects.filter(
        tenancy=case.tenancy_id, given_on__lt=until, runs_until__gt=on
    )
    first = running.order_by("given_on").first()
    if first is None:
        return
    text = _(
        "Notice for the rent was given on %(given)s and runs until %(until)s. It is not given a"
        " second time while it runs."
    )
    told = {
        "given": date_format(first.given_on, "DATE_FORMAT"),
        "until": date_format(first.runs_until, "DATE_FORMAT"),
    }
    raise Invalid({"taken_on": text % told})


def ground_must_stand(actor: Actor, case: PreventionCase, rung: Rung, *, on: date) -> None:
    """What the notice rested on stands still: rent that has been paid ends the path. Raises
    Refused."""
    if not rung.ground or rung.ground == OWN:
        return
    with by_the_house():
        last = case.steps.filter(code=rung.ground, taken_on__lte=on).order_by("taken_on", "pk")
        notice = last.last()
        rests_on_rent = notice is not None and NoticeDebt.objects.filter(step=notice).exists()
    if not rests_on_rent:
        return
    owed = owed_ore(actor, case, on=on)
    if owed is None:
        raise Refused(_("Only who sees the account records this step. Ask the housing office."))
    if not owed:
        text = _(
            "Nothing was owed on %(day)s: what the notice was about has been paid. The notice has"
            " fallen away."
        )
        raise Refused(text % {"day": date_format(on, "DATE_FORMAT")})
