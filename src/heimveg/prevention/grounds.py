"""What a warning is about, and what a notice rests on: rent owed by the ledger on its day, or a
breach that a written warning named."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor
from heimveg.accounts.house import by_the_house
from heimveg.base.datafiles import in_force
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.prevention.models import NoticeDebt, PreventionCase, Step
from heimveg.prevention.queries.ladder import leases_since
from heimveg.prevention.queries.money import owed_ore
from heimveg.prevention.rules import Ground, Rung
from heimveg.prevention.rules.ladder import WARNING

SHORTEST_BREACH = 10  # characters: which breach, and when
OWN, NAMED = "own", "named"
GROUNDS = {Ground.ARREARS: gettext_lazy("rent that is owed"), **Step.BREACHES}
RENT_WORDS = Path(__file__).parent / "data" / "rent_words.csv"


def debt_of(
    actor: Actor, case: PreventionCase, rung: Rung, ground: Ground | None, words: str, *, on: date
) -> int | None:
    """Øre that a notice of `on` rests on, None for a warning and for a breach that `words` name.
    Raises Invalid where nothing is owed on the day, and where no breach is named."""
    if rung.ground not in (OWN, NAMED):
        return None
    if ground is None:
        raise Invalid({"ground": _("Choose what the warning or the notice is about.")})
    if ground is not Ground.ARREARS:
        _must_name_the_breach(rung, ground, words, on)
        return None
    owed = owed_ore(actor, case, on=on)
    if owed is None:
        raise Invalid({"ground": _("Only who sees the account warns or gives notice for rent.")})
    if rung.ground == NAMED:
        return None
    if not owed:
        text = _("Nothing was owed on %(day)s. A notice for rent rests on rent that is owed.")
        raise Invalid({"ground": text % {"day": date_format(on, "DATE_FORMAT")}})
    return owed


def _must_name_the_breach(rung: Rung, ground: Ground, words: str, on: date) -> None:
    asked = rung.ground == OWN or ground is Ground.OTHER
    if asked and len(words.strip()) < SHORTEST_BREACH:
        raise Invalid({"words": _("Write which breach it is, and when it was.")})
    found = about_the_tenant(words, {"rent": _rent_words(on)})
    if found:
        text = _(
            "«%(word)s» is about rent. Choose rent that is owed, or write of the breach alone."
        )
        raise Invalid({"words": text % {"word": found[0].word}})


def breach_of(rung: Rung, ground: Ground | None) -> str:
    """What stands openly with a step: a breach, and never that rent is owed."""
    is_named = rung.ground in (OWN, NAMED) and ground not in (None, Ground.ARREARS)
    return str(ground) if is_named else ""


@cache
def _rent_words(day: date) -> str:
    return "|".join(row["pattern"] for row in in_force(RENT_WORDS, day))


def warning_of(
    case: PreventionCase, rung: Rung, ground: Ground | None, *, on: date
) -> Step | None:
    """The written warning that a notice of a breach names: about the same, with its days out, and
    of the lease that runs. None for what rests on no warning. Raises Invalid where there is none,
    or its days are not out."""
    if rung.ground != OWN or ground in (None, Ground.ARREARS):
        return None
    warnings = case.steps.filter(code=WARNING, breach=ground).order_by("taken_on", "pk")
    leased_on = max(leases_since(case), default=None)
    if leased_on is not None:
        warnings = warnings.filter(taken_on__gt=leased_on)
    wait = timedelta(days=dict(rung.after).get(WARNING, 0))
    named = warnings.filter(taken_on__lte=on - wait).last()
    if named is not None:
        return named
    first = warnings.first()
    if first is None:
        raise Invalid(
            {"ground": _("No written warning here was about this. Warn of it in writing first.")}
        )
    day = date_format(first.taken_on + wait, "DATE_FORMAT")
    raise Invalid({"taken_on": _("The first lawful day is %(day)s.") % {"day": day}})


def refuse_while_it_runs(
    case: PreventionCase, ground: Ground | None, *, on: date, until: date
) -> None:
    """A notice is given once for the same: a second one, which would run from `on` up to `until`,
    waits until the first has run out. Raises Invalid."""
    found: tuple[date, date | None] | None
    if ground is Ground.ARREARS:
        running = NoticeDebt.objects.filter(
            tenancy=case.tenancy_id, given_on__lt=until, runs_until__gt=on
        )
        found = running.order_by("given_on").values_list("given_on", "runs_until").first()
        text = _(
            "Notice for the rent was given on %(given)s and runs until %(until)s. It is not given"
            " a second time while it runs."
        )
    else:
        same = case.steps.filter(breach=ground or "", taken_on__lt=until, runs_until__gt=on)
        found = same.order_by("taken_on").values_list("taken_on", "runs_until").first()
        text = _(
            "Notice of this breach was given on %(given)s and runs until %(until)s. It is not"
            " given a second time while it runs."
        )
    if found is not None:
        given, last = (date_format(day, "DATE_FORMAT") for day in found if day)
        raise Invalid({"taken_on": text % {"given": given, "until": last}})


def ground_must_stand(actor: Actor, case: PreventionCase, rung: Rung, *, on: date) -> None:
    """What the notice rested on stands still: rent that has been paid ends the path. Raises
    Refused."""
    if rung.ground in ("", OWN, NAMED):
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
