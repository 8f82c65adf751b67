"""An eviction that was carried out: with the plan that was tried, a place for the next night, and
the way to the next home begun the same day."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.needs.rules import UrgencyReason
from heimveg.persons.models import Person
from heimveg.prevention.again import NO_PLACE, need_again
from heimveg.prevention.answering import answer_again
from heimveg.prevention.models import Eviction, PreventionCase, Step
from heimveg.prevention.permissions import RECORD_EVICTION
from heimveg.prevention.planned import hold_against_the_account, refuse_while_kept
from heimveg.prevention.queries.ladder import climbed_in, ladder
from heimveg.prevention.rules import Outcome, PlanState, Result, TooEarly, check
from heimveg.prevention.rules.ladder import EVICTION, PLAN
from heimveg.prevention.wording import must_say_why_late, too_early
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.leaving import leave
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.quitting import refuse_while_protested
from heimveg.tenancies.rules import Ending


@command(RECORD_EVICTION)
def record_eviction(  # noqa: PLR0913  # all of one day
    actor: Actor,
    *,
    case_id: int,
    version: int,
    carried_out_on: date,
    sleeps: StayKind,
    on: date,
    at: datetime,
    late_because: str = "",
) -> Eviction:
    """Record that the tenant was put out on a day. The tenancy ends, the person's stay is written,
    and a need begins with the housing office, all the same day. `late_because`: why it is entered
    long after it was done.

    Raises PreventionCase.DoesNotExist, Stale, Refused without a plan that was tried or while a
    protest stands against the landlord's notice, and Invalid for a day before the law's or the
    plan's, while a plan of instalments is kept, or without a place to sleep.
    """
    mine = PreventionCase.objects.permitted_to(actor, RECORD_EVICTION).open()
    case = mine.select_for_update(of=("self",)).get(pk=case_id)
    if sleeps in NO_PLACE:
        raise Invalid(
            {"sleeps": _("Find a place for the night first. Nobody is put out to nowhere.")}
        )
    if carried_out_on > on:
        raise Invalid({"carried_out_on": _("An eviction is recorded when it is carried out.")})
    tenancy = Tenancy.objects.select_for_update(of=("self",), no_key=True).get(pk=case.tenancy_id)
    refuse_while_protested(tenancy, on=carried_out_on)
    rungs = ladder(on=carried_out_on)
    hold_against_the_account(case, on=on)
    rung = next(each for each in rungs if each.code == EVICTION)
    refuse_while_kept(actor, case, rung, day=carried_out_on, on=on, field="carried_out_on")
    plan = _plan_tried(case, carried_out_on)
    try:
        check(rungs, EVICTION, climbed_in(case, on=on), on=carried_out_on)
    except TooEarly as early:
        raise too_early(early, rungs, "carried_out_on") from early
    must_not_tell_of_health({"late_because": late_because}, on=on)
    must_say_why_late(late_because, carried_out_on, on=on)
    case.claim(version)
    answer_again(case.person_id, on=on)
    return _carry_out(
        actor, case, tenancy, plan, on=carried_out_on, sleeps=sleeps, at=at,
        late_because=late_because.strip(),
    )  # fmt: skip


def _plan_tried(case: PreventionCase, day: date) -> Step:
    """The last one on or before a day. Raises Refused where there is none at all, and Invalid
    where it is of a later day, or one was agreed later: who agrees on a plan has not been put
    out."""
    plans = case.steps.filter(code=PLAN).order_by("-taken_on", "-pk")
    plan = plans.filter(taken_on__lte=day).first()
    agreed = plans.filter(taken_on__gt=day, result=Result.AGREED).last()
    if plan is not None and agreed is None:
        return plan
    later = agreed or plans.last()
    if later is None:
        raise Refused(
            _("No plan has been tried. An eviction is recorded only after a plan with the tenant.")
        )
    text = _(
        "The plan with the tenant is of %(day)s, after this day. An eviction comes after the plan"
        " that was tried. Look at the day again."
    )
    told = {"day": date_format(later.taken_on, "DATE_FORMAT")}
    raise Invalid({"carried_out_on": text % told})


def _carry_out(  # noqa: PLR0913  # all of one day
    actor: Actor, case: PreventionCase, tenancy: Tenancy, plan: Step, *, on: date,
    sleeps: StayKind, at: datetime, late_because: str,
) -> Eviction:  # fmt: skip
    """The tenancy ends last: with it goes the office's relation to the person through the home."""
    person = Person.objects.get(pk=case.person_id)
    need = need_again(actor, person, on, reason=UrgencyReason.NOWHERE_TO_SLEEP)
    stay = Stay.move(person, kind=sleeps, on=on)
    Step.take(
        case, EVICTION, on=on, result=Result.DONE, by=actor.user_id, at=at,
        late_because=late_because,
    )  # fmt: skip
    eviction = Eviction.record(
        case, on=on, plan_tried=plan, next_night=stay, need=need, by=actor.user_id
    )
    for broken in tenancy.instalment_plans.filter(state=PlanState.BROKEN):
        broken.end()
    case.close(on=on, outcome=Outcome.EVICTED)
    leave(tenancy, on=on, ending=Ending.EVICTED)
    return eviction
