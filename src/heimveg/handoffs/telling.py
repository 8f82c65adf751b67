"""Telling the person that another unit answers for them: once, whichever way it came about.

The key is the person, the unit and the day, so that a race, a job that runs twice, or a worker
named the same day never makes a second letter.
"""

from datetime import date, datetime

from django.urls import reverse

from heimveg.accounts.models import Membership, Unit, User
from heimveg.accounts.queries import municipality
from heimveg.handoffs.letters import letter_to, word_to_teller
from heimveg.handoffs.models import Handoff
from heimveg.handoffs.rules import MOVED, HandoffState, Wanted
from heimveg.handoffs.rules.telling import Known, Way, way_to_tell
from heimveg.notices.colleague import tell_colleague
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.persons.models import Person, Protection
from heimveg.persons.permissions import NAME_WORKER
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind

NO_POST = (
    StayKind.ROUGH,
    StayKind.EMERGENCY_OVERNIGHT,
    StayKind.NON_CONVENTIONAL,
    StayKind.UNKNOWN,
)
TOLD = "answers:"
MOST_TELLERS = 3  # of a unit where nobody is named yet


def key_of(person_id: int, unit_id: int, on: date) -> str:
    return f"{TOLD}{person_id}:{unit_id}:{on.isoformat()}"


def way_for(person: Person, *, on: date) -> Way:
    """Three queries at most."""
    stays = Stay.objects.running_on(on).filter(person=person)
    return way_to_tell(
        Known(
            is_protected=Protection.objects.filter(person=person).exists(),
            has_name=bool(person.name),
            has_phone_or_email=bool(person.phone or person.email),
            post_arrives=not stays.filter(kind__in=NO_POST).exists(),
        )
    )


def tell_who_answers(
    person: Person, unit: Unit, worker: User | None, *, on: date, at: datetime
) -> None:
    """Put in the outbox what the person is told, or the word to who is to say it.

    Call it while the actor still sees the person, in the transaction of the change.
    """
    key, way = key_of(person.pk, unit.pk, on), way_for(person, on=on)
    if way is Way.BY_WORKER:
        for n, user in enumerate([worker] if worker else tellers(unit, on=on)):
            _ask_to_tell(person, user, key=f"{key}:{n}" if n else key, on=on, at=at)
        return
    office = municipality()
    language = person.language or office.default_language
    Notice.queue(
        key=key,
        channel=None if way is Way.MESSAGE else Channel.LETTER,
        language=language,
        person=person,
        body=letter_to(person, unit, worker, office, language=language, on=on),
        at=at,
    )


def told_of(handoff: Handoff) -> Notice | None:
    """How the person was told of what came of the hand-off; None where nothing changed for them,
    and for who does not see the person. One query."""
    if handoff.kind != Wanted.COORDINATE or handoff.state not in MOVED or not handoff.ended_on:
        return None
    is_decided = handoff.state == HandoffState.DECIDED
    unit_id = handoff.decided_for_id if is_decided else handoff.to_unit_id
    key = key_of(handoff.person_id, unit_id or 0, handoff.ended_on)
    return Notice.objects.filter(key=key).defer("document", "body").first()


def tellers(unit: Unit, *, on: date) -> list[User]:
    """Who hears for a unit where nobody is named: who has been longest in its casework."""
    held = Membership.objects.running_on(on).filter(
        unit=unit, role__in=sorted(str(role) for role in NAME_WORKER.roles), user__is_active=True
    )
    users = {row.user_id: row.user for row in held.select_related("user").order_by("pk")}
    return list(users.values())[:MOST_TELLERS]


def _ask_to_tell(person: Person, user: User, *, key: str, on: date, at: datetime) -> None:
    tell_colleague(
        user,
        lambda language: word_to_teller(language=language, on=on),
        key=key,
        leads_to=reverse("desk:person", args=[person.pk]),
        at=at,
    )
