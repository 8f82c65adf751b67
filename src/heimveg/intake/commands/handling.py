"""What is done with an errand by those who are to see to it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from heimveg.access.gate import Actor, command
from heimveg.accounts.models import Municipality, Unit
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Invalid, Refused
from heimveg.intake.letters import reply_text
from heimveg.intake.models import Errand
from heimveg.intake.permissions import HANDLE_ERRAND
from heimveg.intake.queries.errands import is_strictly_protected, time_limit
from heimveg.intake.queries.routing import units_that_answer
from heimveg.intake.rules import REPLIED_TO, ErrandState, HowTold, Outcome, answer_by
from heimveg.needs.models import Need
from heimveg.needs.rules import UrgencyReason, suggested_urgency
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, Kind

NOBODY_THERE = _("Nobody in that unit can see to what comes in. Choose another unit.")


@command(HANDLE_ERRAND)
def take_in_hand(actor: Actor, *, errand_id: int, version: int) -> Errand:
    errand = _claimed(actor, errand_id, version)
    errand.move(ErrandState.IN_HAND)
    return errand


@command(HANDLE_ERRAND)
def ask_for_more(actor: Actor, *, errand_id: int, version: int, lacking: str) -> Errand:
    """Something is lacking: the errand stays open and says what."""
    errand = _claimed(actor, errand_id, version)
    if not lacking.strip():
        raise Invalid({"lacking": _("Say what is lacking.")})
    errand.move(ErrandState.INCOMPLETE, lacking=lacking.strip())
    return errand


@command(HANDLE_ERRAND)
def reply_provisionally(
    actor: Actor, *, errand_id: int, version: int, how: HowTold, on: date, at: datetime
) -> Errand:
    """Tell the person who sees to it and when the answer comes. By letter it goes in the outbox,
    with this change; a protected person's letter is held for a cleared colleague."""
    errand = _claimed(actor, errand_id, version)
    if not errand.is_open:
        raise Refused(_("This is closed already."))
    if errand.kind not in REPLIED_TO:
        raise Refused(_("A reply goes to who has applied or is referred, and to nobody else."))
    if how is HowTold.LETTER and not errand.person.name:
        raise Invalid(
            {"how": _("No name is known to write to. Tell the person where you meet them.")}
        )
    errand.tell(how, on=on)
    if how is HowTold.LETTER:
        _queue_letter(errand, at=at)
    return errand


@command(HANDLE_ERRAND)
def begin_need(actor: Actor, *, errand_id: int, version: int, on: date) -> Errand:
    """Let the errand become a housing need: what it told is filled in, waiting counts from the
    day it came. Where a need is open already the errand leads to that one."""
    errand = _claimed(actor, errand_id, version)
    if not errand.is_open:
        raise Refused(_("This is closed already."))
    person = errand.person.merged_into or errand.person
    already = Need.objects.open().filter(person=person).first()
    errand.lead_to(already or _need_from(actor, errand, person, on=on))
    if errand.state != ErrandState.IN_HAND:
        errand.move(ErrandState.IN_HAND)
    return errand


@command(HANDLE_ERRAND)
def close_errand(
    actor: Actor, *, errand_id: int, version: int, outcome: Outcome, on: date
) -> Errand:
    errand = _claimed(actor, errand_id, version)
    if outcome is Outcome.NOT_CLOSED:
        raise Invalid({"outcome": _("Choose how it went.")})
    if outcome is Outcome.NEED and errand.need_id is None:
        raise Invalid({"outcome": _("Make the housing need first; it is then written here.")})
    errand.close(outcome, on=on)
    return errand


@command(HANDLE_ERRAND)
def pass_on(actor: Actor, *, errand_id: int, version: int, unit_id: int, on: date) -> Errand:
    """Let another unit see to it, with a time limit of its own. Who answers for the person
    answers as before: only a hand-off that is accepted changes that."""
    errand = _claimed(actor, errand_id, version)
    if not errand.is_open:
        raise Refused(_("This is closed already."))
    if is_strictly_protected(errand.person_id):
        raise Refused(_("Nobody in the other unit is named for this person. Ask by a hand-off."))
    unit = _unit_to_pass_to(errand, unit_id, on=on)
    answers = errand.person.responsibilities.running_on(on).filter(unit=unit)
    if not answers.filter(kind=Kind.COORDINATING).exists():
        Responsibility.contribute(
            errand.person_id, unit=unit, basis=Basis.ASKED, by=actor.user_id, on=on,
            accepted_on=None,
        )  # fmt: skip
    limit = time_limit(errand.kind, on=on)  # type: ignore[arg-type]  # kinds are text
    errand.pass_on(unit, answer_by=min(errand.answer_by, answer_by(limit, on)))
    return errand


def _unit_to_pass_to(errand: Errand, unit_id: int, *, on: date) -> Unit:
    """Raises Invalid for a unit that is not another of the municipality's, and for one where
    nobody could see to it."""
    units = Unit.objects.running_on(on).filter(is_inside=True).exclude(pk=errand.unit_id)
    unit = units.filter(pk=unit_id).first()
    if unit is None:
        raise Invalid({"unit": _("Choose another unit of the municipality.")})
    if not units_that_answer(on=on).filter(pk=unit.pk).exists():
        raise Invalid({"unit": NOBODY_THERE})
    return unit


def _claimed(actor: Actor, errand_id: int, version: int) -> Errand:
    """The errand, locked, of the version the form was opened with.

    Raises Errand.DoesNotExist, also for somebody the actor does not see, and Stale.
    """
    seen = Errand.objects.permitted_to(actor, HANDLE_ERRAND).select_related(
        "person__merged_into", "unit"
    )
    errand = seen.select_for_update(of=("self",)).get(pk=errand_id)
    errand.claim(version)
    return errand


def _need_from(actor: Actor, errand: Errand, person: Person, *, on: date) -> Need:
    offices = units_of_kind(UnitKind.HOUSING, on=on)
    if not offices:
        raise Refused(_("No housing office is registered, so nobody can keep the need."))
    need = Need.begin(person=person, unit=offices[0], by=actor.user_id, on=on)
    reasons = frozenset(UrgencyReason(reason) for reason in errand.urgency_reasons)
    content = {
        "opened_on": errand.came_on,
        "household_size": errand.household_size,
        "urgency_reasons": sorted(map(str, reasons)),
        "urgency": suggested_urgency(reasons),
        "in_own_words": errand.in_own_words,
    }
    need.write(content, confirmed=[], on=on)
    return need


def _queue_letter(errand: Errand, *, at: datetime) -> None:
    municipality = Municipality.objects.get(pk=1)
    language = errand.person.language or municipality.default_language
    Notice.queue(
        key=f"errand:{errand.pk}:reply",
        channel=Channel.LETTER,
        language=language,
        person=errand.person,
        body=reply_text(errand, municipality, language=language),
        at=at,
    )
