"""What waits for whoever is at the desk: each list is one question, each row leads to the next
thing to do. Lists hold the first few and count so far, so that a city costs what a town does."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.access.roles import Role
from heimveg.accounts.permissions import APPROVE_ACCESS, READ_STAFF
from heimveg.allocation.permissions import ANSWER_OFFER, OPEN_OFFER, READ_ROUNDS, SETTLE_ROUND
from heimveg.base.parts import Worklist
from heimveg.decisions.permissions import APPROVE_DECISION, SIGN_DECISION, TELL_DECISION
from heimveg.desk.worklists import (
    accounting,
    admitting,
    allocating,
    arriving,
    deciding,
    handing,
    housing,
    keeping,
    letters,
    likening,
    meeting,
    needing,
    preventing,
    renting,
)
from heimveg.desk.worklists.asking import ask_all
from heimveg.desk.worklists.panel import Panel
from heimveg.dwellings.permissions import READ_DWELLINGS, TAKE_OUT_OF_USE
from heimveg.handoffs.permissions import ANSWER_HANDOFF, ASK_HANDOFF
from heimveg.intake.permissions import ANSWER_LIKENESS, HANDLE_ERRAND, READ_ERRANDS
from heimveg.meetings.permissions import FINISH_TASK, READ_MEETINGS
from heimveg.needs.permissions import CHANGE_NEED, READ_NEEDS
from heimveg.notices.permissions import READ_OWN, SETTLE_NOTICE
from heimveg.persons.permissions import NAME_WORKER, READ_PERSON
from heimveg.prevention.permissions import READ_CASES, READ_MONEY_SIGNS, READ_SIGNS
from heimveg.stays.permissions import READ_STAYS
from heimveg.support.permissions import READ_MEASURES
from heimveg.tenancies.permissions import (
    AGREE_ON_CRISIS,
    GIVE_NOTICE,
    KEEP_LEDGER,
    READ_RENEWALS,
    READ_TENANCIES,
    SEE_RENEWAL_FIGURES,
    SET_FIRST_DAY,
)
from heimveg.upkeep.permissions import DO_WORK, INSPECT, READ_UPKEEP, SIGN_WAIVER

HOUSING = frozenset({Role.ALLOCATOR, Role.CASEWORKER, Role.COORDINATOR})
CARE = frozenset({Role.CASEWORKER, Role.CARE_WORKER, Role.COORDINATOR})
KEEPING = frozenset({Role.PROPERTY, Role.CARETAKER})
OFFICE = frozenset({Role.ALLOCATOR})

# From what others wait for to what can wait till tomorrow.
PANELS: tuple[Panel, ...] = (
    Panel(READ_STAYS, arriving.leaving_without_a_home),
    Panel(READ_ERRANDS, arriving.errands_to_answer),
    Panel(ANSWER_HANDOFF, handing.handoffs_to_answer),
    Panel(NAME_WORKER, handing.new_to_us),
    Panel(ANSWER_LIKENESS, likening.likenesses),
    Panel(READ_OWN, letters.to_me, CARE | OFFICE),
    Panel(READ_NEEDS, needing.urgent_needs, HOUSING | CARE),
    Panel(READ_CASES, preventing.steps_due),
    Panel(READ_MONEY_SIGNS, preventing.instalments_missed),
    Panel(KEEP_LEDGER, accounting.credits_left),
    Panel(READ_MEASURES, preventing.reviews_due),
    Panel(AGREE_ON_CRISIS, renting.crisis_steps),
    Panel(READ_SIGNS, preventing.signs_seen, KEEPING, can_wait=True),
    Panel(ANSWER_OFFER, allocating.offers_out, HOUSING),
    Panel(SET_FIRST_DAY, renting.waits_for_a_home),
    Panel(GIVE_NOTICE, renting.protests),
    Panel(READ_RENEWALS, renting.leases_undecided, HOUSING),
    Panel(SEE_RENEWAL_FIGURES, renting.leases_undecided_counted, frozenset({Role.LEADER})),
    Panel(ANSWER_OFFER, allocating.never_answered, HOUSING),
    Panel(OPEN_OFFER, allocating.offers_to_send),
    Panel(SETTLE_ROUND, allocating.chains_stopped, OFFICE),
    Panel(APPROVE_DECISION, deciding.decisions_in(deciding.TO_APPROVE)),
    Panel(SIGN_DECISION, deciding.decisions_in(deciding.TO_SIGN)),
    Panel(TELL_DECISION, deciding.decisions_in(deciding.TO_TELL)),
    Panel(TELL_DECISION, deciding.letters_held),
    Panel(SETTLE_NOTICE, letters.in_trouble),
    Panel(FINISH_TASK, meeting.tasks),
    Panel(APPROVE_ACCESS, admitting.access_to_approve),
    Panel(READ_STAFF, admitting.positions_that_end),
    Panel(SIGN_WAIVER, keeping.waivers_to_sign),
    Panel(INSPECT, keeping.inspections_due, KEEPING),
    Panel(DO_WORK, keeping.my_orders, KEEPING),
    Panel(READ_UPKEEP, keeping.moves_in_not_ready, KEEPING),
    Panel(READ_UPKEEP, keeping.turnovers_too_long, KEEPING),
    Panel(READ_MEETINGS, meeting.coming, can_wait=True),
    Panel(READ_ROUNDS, allocating.rounds_open, HOUSING, can_wait=True),
    Panel(SETTLE_ROUND, allocating.freed, OFFICE, can_wait=True),
    Panel(READ_UPKEEP, keeping.moves_in_not_ready, HOUSING, can_wait=True),
    Panel(READ_DWELLINGS, housing.homes_coming_free, OFFICE | KEEPING, can_wait=True),
    Panel(ASK_HANDOFF, handing.handoffs_asked, can_wait=True),
    Panel(READ_UPKEEP, keeping.turnovers_too_long, OFFICE, can_wait=True),
    Panel(READ_PERSON, needing.my_people, CARE),
    Panel(CHANGE_NEED, needing.needs_to_complete, HOUSING, can_wait=True),
    Panel(HANDLE_ERRAND, arriving.incomplete_errands, can_wait=True),
    Panel(READ_STAYS, arriving.stays_past_their_end, CARE, can_wait=True),
    Panel(READ_TENANCIES, housing.leases_ending, frozenset({Role.PROPERTY}), can_wait=True),
    Panel(TAKE_OUT_OF_USE, housing.out_of_use, KEEPING),
    Panel(READ_DWELLINGS, housing.ties_ending, KEEPING | OFFICE | {Role.LEADER}, can_wait=True),
)


def first_lists(actor: Actor, *, on: date) -> list[Worklist]:
    """What others wait for; all there is, for who has nothing but what can wait."""
    return _asked([p for p in _panels(actor) if not p.can_wait] or _panels(actor), actor, on)


def lists_that_can_wait(actor: Actor, *, on: date) -> list[Worklist]:
    """What is fetched afterwards; nothing where `first_lists` holds it already."""
    mine = _panels(actor)
    later = [panel for panel in mine if panel.can_wait]
    return _asked(later, actor, on) if len(later) < len(mine) else []


def _panels(actor: Actor) -> list[Panel]:
    return [panel for panel in PANELS if panel.is_for(actor)]


def _asked(panels: list[Panel], actor: Actor, on: date) -> list[Worklist]:
    asked = ask_all([panel.ask for panel in panels], actor, on)
    return sorted(asked, key=lambda worklist: not worklist.rows)
