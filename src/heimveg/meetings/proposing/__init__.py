"""The agenda proposes itself: each room below is asked one question, and each proposal says why.
A room that knows of something that should be spoken of is a line here."""

from datetime import date

from heimveg.access.gate import Actor
from heimveg.allocation.permissions import ANSWER_OFFER
from heimveg.dwellings.permissions import READ_DWELLINGS
from heimveg.handoffs.permissions import READ_HANDOFFS
from heimveg.meetings.models import Item, Matter, Meeting
from heimveg.meetings.patience import patience_on
from heimveg.meetings.permissions import READ_MATTERS
from heimveg.meetings.proposing import arriving, housing, left, needing, tossed
from heimveg.meetings.proposing.part import Asked, Proposal, Proposer
from heimveg.needs.permissions import READ_NEEDS
from heimveg.stays.permissions import READ_STAYS
from heimveg.upkeep.permissions import READ_UPKEEP

# From what nobody has answered to what can wait for a quieter week.
PROPOSERS: tuple[Proposer, ...] = (
    Proposer(READ_MATTERS, left.not_reached),
    Proposer(READ_HANDOFFS, tossed.handoffs_unanswered),
    Proposer(READ_STAYS, arriving.discharges_coming),
    Proposer(READ_MATTERS, needing.tasks_late),
    Proposer(READ_NEEDS, needing.needs_without_movement),
    Proposer(ANSWER_OFFER, needing.offers_declined),
    Proposer(READ_UPKEEP, housing.turnovers_too_long),
    Proposer(READ_DWELLINGS, housing.homes_empty),
)


OWN: tuple[Proposer, ...] = (Proposer(READ_MATTERS, left.own_not_reached),)


def proposals(actor: Actor, meeting: Meeting, *, on: date, leads: bool = True) -> list[Proposal]:
    """Everything that asks to be spoken of, a person or home once. One query each and two more.
    For who does not lead: what they put up themselves and was not reached."""
    people = Matter.objects.filter(meeting=meeting).exclude(person=None)
    homes = Item.objects.filter(meeting=meeting).exclude(dwelling=None)
    asked = Asked(
        meeting,
        on,
        patience_on(on),
        frozenset(people.values_list("person_id", flat=True)),
        frozenset(homes.values_list("dwelling_id", flat=True)),
    )
    once: dict[tuple[str, int], Proposal] = {}
    for proposer in PROPOSERS if leads else OWN:
        if actor.may(proposer.permission):
            for proposal in proposer.ask(actor, asked):
                once.setdefault((proposal.kind, proposal.about_id), proposal)
    return list(once.values())
