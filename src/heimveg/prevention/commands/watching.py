"""What the nightly look writes. By the system alone."""

from datetime import date, datetime

from heimveg.access.gate import Actor, command
from heimveg.prevention.answering import answer_again
from heimveg.prevention.models import HomeSign, InstalmentPlan, MoneySign, PreventionCase
from heimveg.prevention.permissions import AGREE_PLAN, NOTE_MONEY_SIGN, NOTE_SIGN, TAKE_STEP
from heimveg.prevention.queries.ladder import contact_by, following, is_planned
from heimveg.prevention.queries.watching import stand_of
from heimveg.prevention.rules import HomeSignKind, MoneySignKind, PlanState
from heimveg.tenancies.models import Tenancy


@command(NOTE_MONEY_SIGN)
def sign_arrears(actor: Actor, *, tenancy_id: int, ore: int, on: date, at: datetime) -> MoneySign:
    """That rent has been unpaid for more than a month."""
    tenancy = Tenancy.objects.permitted_to(actor, NOTE_MONEY_SIGN).get(pk=tenancy_id)
    answer_again(tenancy.person_id, on=on)
    by, kind = actor.user_id, MoneySignKind.ARREARS
    return MoneySign.note(
        tenancy, kind=kind, on=on, contact_by=contact_by(on), by=by, at=at, ore=ore
    )


@command(NOTE_SIGN)
def sign_lease_ending(actor: Actor, *, tenancy_id: int, on: date, at: datetime) -> HomeSign:
    """That the lease runs out within three months."""
    tenancy = Tenancy.objects.permitted_to(actor, NOTE_SIGN).get(pk=tenancy_id)
    answer_again(tenancy.person_id, on=on)
    by, kind = actor.user_id, HomeSignKind.LEASE_ENDING
    return HomeSign.note(tenancy, kind=kind, on=on, contact_by=contact_by(on), by=by, at=at)


@command(TAKE_STEP)
def see_new_lease(actor: Actor, *, case_id: int, on: date) -> PreventionCase:
    """A new lease was signed after a warning or a notice: what comes next is counted anew."""
    mine = PreventionCase.objects.permitted_to(actor, TAKE_STEP).open()
    case = mine.select_for_update(of=("self",)).get(pk=case_id)
    case.look_ahead(following(case, is_planned=is_planned(case), on=on))
    return case


@command(AGREE_PLAN)
def follow_plan(actor: Actor, *, plan_id: int, on: date) -> InstalmentPlan:
    """Hold a plan against the ledger: broken, the next step of the ladder is due; kept, the case
    waits for somebody to close it."""
    plans = InstalmentPlan.objects.permitted_to(actor, AGREE_PLAN).select_related("tenancy")
    cases = PreventionCase.objects.open().filter(tenancy=plans.get(pk=plan_id).tenancy_id)
    case = cases.select_for_update(of=("self",)).first()  # before the plan, as a step locks them
    plan = plans.select_for_update(of=("self",)).get(pk=plan_id)
    is_news = plan.stand(stand_of(plan, on=on))
    if is_news and plan.state == PlanState.BROKEN and case is not None:
        case.look_ahead(following(case, is_planned=False, on=on))
    return plan
