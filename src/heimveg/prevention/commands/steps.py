"""Steps to keep a home, plans of instalments, and how a case of prevention ends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heimveg.access.gate import Actor, command
from heimveg.base.errors import Invalid, Refused
from heimveg.dwellings.wording import must_not_tell_of_health
from heimveg.prevention.grounds import (
    breach_of,
    debt_of,
    ground_must_stand,
    refuse_while_it_runs,
    warning_of,
)
from heimveg.prevention.models import InstalmentPlan, NoticeDebt, PreventionCase, Step
from heimveg.prevention.permissions import AGREE_PLAN, TAKE_STEP
from heimveg.prevention.planned import hold_against_the_account, refuse_while_kept
from heimveg.prevention.queries.ladder import (
    climbed_in,
    following,
    have_tried,
    is_planned,
    ladder,
)
from heimveg.prevention.queries.money import is_unpaid
from heimveg.prevention.rules import (
    Again,
    Ground,
    Instalment,
    Outcome,
    Result,
    Rung,
    TooEarly,
    check,
    runs_until,
)
from heimveg.prevention.rules.ladder import EVICTION, PLAN
from heimveg.prevention.wording import (
    must_say_why_late,
    taken_once,
    too_early,
    too_early_text,
)
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.queries.rent import dues_and_payments
from heimveg.tenancies.rules.rent import owed_on

SHORTEST_PLAN = 10  # characters: a plan, not a tick
SHORTEST_NAME = 3
NO_WORDS = {
    True: gettext_lazy("Write what was agreed: what changes, and from when."),
    False: gettext_lazy("Write what was offered, and why it did not become a plan."),
}


@command(TAKE_STEP)
def take_step(  # noqa: PLR0913  # a step, its day, and what came of it
    actor: Actor, *, case_id: int, version: int, code: str, result: Result, taken_on: date,
    on: date, at: datetime, words: str = "", ground: Ground | None = None, late_because: str = "",
) -> Step:  # fmt: skip
    """Record a step, when the ladder lets it be taken on its day. `words`: what a plan holds, or
    why there is none, or which breach a notice is about; `ground`: what a warning is about, and
    what a notice rests on;
    `late_because`: why it is entered long after it was done.

    Raises PreventionCase.DoesNotExist, Stale, Refused where what a notice rested on is over, and
    Invalid with what is missing, the first day, or the plan that is kept.
    """
    case = _locked(actor, case_id)
    if code == EVICTION:
        raise Refused(_("An eviction is recorded on its own page, with where the person sleeps."))
    _can_be_so(case, code, result, taken_on, words.strip(), on)
    must_not_tell_of_health({"words": words, "late_because": late_because}, on=on)
    rungs = ladder(on=taken_on)
    rung = next(each for each in rungs if each.code == code)
    hold_against_the_account(case, on=on)
    refuse_while_kept(actor, case, rung, day=taken_on, on=on, field="taken_on")
    _comes_now(case, rungs, code, taken_on, on)
    _goes_by_another_hand(actor, case, code, words, rungs)
    debt = debt_of(actor, case, rung, ground, words, on=taken_on)
    until = runs_until(rungs, code, taken_on)
    warning = warning_of(case, rung, ground, on=taken_on)
    if debt is not None or warning is not None:
        refuse_while_it_runs(case, ground, on=taken_on, until=until)
    ground_must_stand(actor, case, rung, on=taken_on)
    must_say_why_late(late_because, taken_on, on=on)
    case.claim(version)
    step = Step.take(
        case, code, on=taken_on, result=result, by=actor.user_id, at=at, words=words.strip(),
        late_because=late_because.strip(), breach=breach_of(rung, ground), warning=warning,
        runs_until=until if warning is not None else None,
    )  # fmt: skip
    if debt is not None:
        NoticeDebt.write(step, ore=debt, until=until)
    agreed = code == PLAN and result is Result.AGREED
    case.look_ahead(following(case, is_planned=agreed or is_planned(case), on=on))
    return step


@command(TAKE_STEP)
def close_case(
    actor: Actor, *, case_id: int, version: int, outcome: Outcome, on: date, because: str = ""
) -> PreventionCase:
    """The home is no longer at risk. `because`: why it is safe, asked for where rent is unpaid
    without a plan, and always of who sees no money: so it says nothing about the account.

    Raises Refused for an eviction, which has its own page, and Invalid where `because` lacks.
    """
    case = _locked(actor, case_id)
    if outcome is Outcome.EVICTED:
        raise Refused(_("An eviction is recorded on its own page, with where the person sleeps."))
    if not case.steps.exists():
        raise Refused(_("Nothing has been done here yet. Begin with contact."))
    must_not_tell_of_health({"because": because}, on=on)
    asked = outcome is Outcome.KEPT and is_unpaid(actor, case, on=on) is not False
    if asked and len(because.strip()) < SHORTEST_PLAN:
        raise Invalid({"because": _("Write in words why the home is safe now.")})
    case.claim(version)
    case.close(on=on, outcome=outcome, because=because.strip())
    return case


@command(AGREE_PLAN)
def agree_plan(  # an agreement's own parts
    actor: Actor, *, case_id: int, version: int, instalments: Sequence[Instalment], on: date,
    at: datetime,
) -> InstalmentPlan:  # fmt: skip
    """Agree on instalments: the plan, and the step of the ladder with it.

    Raises Refused without contact first, when nothing is owed, or while a plan is running.
    """
    case = _locked(actor, case_id)
    tenancy = Tenancy.objects.permitted_to(actor, AGREE_PLAN).get(pk=case.tenancy_id)
    dues, paid = dues_and_payments(tenancy)
    owed = owed_on(dues, paid, on)
    if owed <= 0:
        raise Refused(_("Nothing is owed on this tenancy. Look at the account."))
    rungs = ladder(on=on)
    try:
        check(rungs, PLAN, climbed_in(case, on=on), on=on)
    except TooEarly as early:
        raise Refused(too_early_text(early, rungs)) from early
    case.claim(version)
    plan = InstalmentPlan.agree(tenancy, instalments, owed_ore=owed, on=on, by=actor.user_id)
    Step.take(case, PLAN, on=on, result=Result.AGREED, by=actor.user_id, at=at)
    case.look_ahead(following(case, is_planned=True, on=on))
    return plan


def _can_be_so(
    case: PreventionCase, code: str, result: Result, day: date, words: str, on: date
) -> None:
    """Raises Invalid for a day before the first sign or to come, for a result that is none of this
    step, and for a plan that holds nothing."""
    if day > on:
        raise Invalid({"taken_on": _("A step is recorded when it is taken, not before.")})
    if day < case.first_sign_on:
        first = date_format(case.first_sign_on, "DATE_FORMAT")
        text = _("The first sign is of %(day)s. Note the earlier sign first, if there was one.")
        raise Invalid({"taken_on": text % {"day": first}})
    known = next((rung for rung in ladder(on=day) if rung.code == code), None)
    if known is None:
        raise Invalid({"code": _("This step was not on the ladder that day.")})
    if result not in known.results:
        texts = [
            str(text).casefold() for one, text in Step.RESULTS.items() if one in known.results
        ]
        text = _("Of this step comes one of these: %(results)s.")
        raise Invalid({"result": text % {"results": ", ".join(texts)}})
    if code == PLAN and len(words) < SHORTEST_PLAN:
        raise Invalid({"words": NO_WORDS[result is Result.AGREED]})


def _comes_now(
    case: PreventionCase, rungs: Sequence[Rung], code: str, day: date, on: date
) -> None:
    """Raises Invalid before its time, and for what is done once and was."""
    try:
        check(rungs, code, climbed_in(case, on=on), on=day)
    except TooEarly as early:
        raise too_early(early, rungs, "taken_on") from early
    except Again as again:
        raise taken_once(again) from again


def _goes_by_another_hand(
    actor: Actor, case: PreventionCase, code: str, words: str, rungs: Sequence[Rung]
) -> None:
    """Who tried in vain does not go again alone: a colleague records the visit, or it is written
    who went. Raises Invalid."""
    rung = next(each for each in rungs if each.code == code)
    if not rung.instead_of or actor.user_id not in have_tried(case, rung):
        return
    if len(words.strip()) < SHORTEST_NAME:
        raise Invalid({"words": _("You have tried already. Write who else went.")})


def _locked(actor: Actor, case_id: int) -> PreventionCase:
    mine = PreventionCase.objects.permitted_to(actor, TAKE_STEP).open()
    return mine.select_for_update(of=("self",)).get(pk=case_id)
