"""What an eviction rests on, point by point, told before anybody writes anything."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.needs.models import Need
from heimveg.needs.permissions import READ_NEEDS
from heimveg.prevention.models import PreventionCase
from heimveg.prevention.planned import what_is_kept
from heimveg.prevention.queries.ladder import climbed_in, ladder
from heimveg.prevention.rules import Climbed, Rung, TooEarly, check, missing_before
from heimveg.prevention.rules.ladder import EVICTION, PLAN
from heimveg.prevention.wording import rung_text, too_early_text, tried_text
from heimveg.tenancies.queries.quitting import protest_that_stands


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that an eviction rests on. `url` and `link`: where it is mended or seen."""

    text: str
    is_met: bool
    note: str = ""
    url: str = ""
    link: str = ""


def before_eviction(actor: Actor, case: PreventionCase, *, on: date) -> list[Point]:
    """Steps, days, a protest, and the way to the next home; what is not met stands in the way."""
    rungs, at = ladder(on=on), climbed_in(case, on=on)
    missing = set(missing_before(rungs, EVICTION, at))
    points = [_step(case, rung, at, missing) for rung in rungs if _is_asked(rung, at, missing)]
    if not missing:
        points.append(_day(rungs, at, on))
    return [*points, *_kept(actor, case, on), *_protest(case, on), _need(actor, case)]


def _is_asked(rung: Rung, at: Climbed, missing: set[str]) -> bool:
    return rung.code != EVICTION and (rung.code in at.taken or rung.code in missing)


def _step(case: PreventionCase, rung: Rung, at: Climbed, missing: set[str]) -> Point:
    tried = tried_text(len(at.tried[rung.code])) if rung.code in at.tried else ""
    if rung.code in missing:
        url = f"{reverse('prevention:take-step', args=[case.tenancy_id])}?code={rung.code}"
        return Point(rung_text(rung), is_met=False, note=tried, url=url, link=_("Record a step"))
    notes = [date_format(at.taken[rung.code], "SHORT_DATE_FORMAT"), tried]
    if rung.code == PLAN:
        notes = _plans(case)
    return Point(rung_text(rung), is_met=True, note=", ".join(filter(None, notes)))


def _plans(case: PreventionCase) -> list[str]:
    """The last plan: its own day, what came of it, and what it held."""
    plan = case.steps.filter(code=PLAN).order_by("-taken_on", "-pk")[0]
    result = str(plan.get_result_display())
    day = date_format(plan.taken_on, "SHORT_DATE_FORMAT")
    return [day, f"{result}. {plan.words}" if plan.words else result]


def _kept(actor: Actor, case: PreventionCase, on: date) -> Iterator[Point]:
    """What was agreed is kept: the home is not to be lost."""
    text = what_is_kept(actor, case, day=on, on=on)
    if text:
        yield Point(_("A plan of instalments is kept"), is_met=False, note=text)


def _day(rungs: tuple[Rung, ...], at: Climbed, on: date) -> Point:
    text = _("The enforcement officer's days are out")
    try:
        check(rungs, EVICTION, at, on=on)
    except TooEarly as early:
        return Point(text, is_met=False, note=too_early_text(early, rungs))
    return Point(text, is_met=True)


def _protest(case: PreventionCase, on: date) -> Iterator[Point]:
    notice = protest_that_stands(case.tenancy, on=on)
    if notice is not None and notice.sue_by is not None:
        day = date_format(notice.sue_by, "DATE_FORMAT")
        yield Point(
            _("The tenant has protested against the landlord's notice"),
            is_met=False,
            note=_("To court by %(day)s, or the notice lapses") % {"day": day},
            url=reverse("tenancies:protest", args=[notice.pk]),
            link=_("See the protest"),
        )


def _need(actor: Actor, case: PreventionCase) -> Point:
    """Never in the way: where there is no need yet, one begins with the eviction."""
    text = _("The way to the next home")
    needs = Need.objects.permitted_to(actor, READ_NEEDS).open() if actor.may(READ_NEEDS) else None
    need = needs.filter(person_id=case.person_id).first() if needs is not None else None
    if need is None:
        return Point(text, is_met=True, note=_("A housing need begins the same day."))
    url = reverse("needs:detail", args=[need.pk])
    return Point(text, is_met=True, url=url, link=_("The housing need"))
