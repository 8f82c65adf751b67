"""What may be asked about where people live."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from heimveg.access.gate import Actor
from heimveg.persons.sight import SeenPeriodQuerySet
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.permissions import NOTE_INSTITUTION, READ_STAYS
from heimveg.stays.rules import (
    EthosLight,
    InstitutionKind,
    StayKind,
    homeless_days,
    homelessness,
    returns_to_homelessness,
)

LEAVES_SOON = timedelta(days=14)
HOMES = [
    StayKind.OWN_HOME,
    StayKind.MUNICIPAL_TENANCY,
    StayKind.PRIVATE_LEASE,
    StayKind.PERMANENTLY_WITH_FAMILY,
]


def stays_of(actor: Actor, person_ids: Sequence[int]) -> list[Stay]:
    """Every stay, newest first, also one that waits for its home; each has `shown_institution`,
    empty for who may not see it.

    Two queries, however long the history; one for who has no care purpose.
    """
    rows = Stay.objects.permitted_to(actor, READ_STAYS).filter(person_id__in=person_ids)
    stays = list(rows.select_related("dwelling").order_by("-started_on", "-pk"))
    seen = InstitutionStay.objects.permitted_to(actor, NOTE_INSTITUTION)
    kinds = (
        dict(seen.filter(person_id__in=person_ids).values_list("stay_id", "kind"))
        if actor.may(NOTE_INSTITUTION)
        else {}
    )
    for stay in stays:
        kind = kinds.get(stay.pk) if stay.kind == StayKind.INSTITUTION else None
        stay.shown_institution = str(InstitutionStay.KINDS[InstitutionKind(kind)]) if kind else ""
    return stays


def is_in_institution(actor: Actor, person_id: int, *, on: date) -> bool:
    """Whether the person is in hospital or treatment that day; a prison is none of them."""
    stays = Stay.objects.permitted_to(actor, READ_STAYS).running_on(on)
    mine = stays.filter(person_id=person_id, kind=StayKind.INSTITUTION)
    return mine.exclude(institution__kind=InstitutionKind.PRISON).exists()


def leaving_without_a_home(actor: Actor, *, on: date) -> SeenPeriodQuerySet[Stay]:
    """In an institution, expected out within two weeks, and no home after it: neither promised
    nor written from a later day."""
    stays = Stay.objects.permitted_to(actor, READ_STAYS).running_on(on)
    return stays.filter(
        kind=StayKind.INSTITUTION,
        has_dwelling_after=False,
        expected_end_on__range=(on, on + LEAVES_SOON),
    ).exclude(Exists(_home_later(on)))


def past_their_end(actor: Actor, *, on: date) -> SeenPeriodQuerySet[Stay]:
    """Was to end before today, still runs, and is no home of one's own."""
    stays = Stay.objects.permitted_to(actor, READ_STAYS).running_on(on)
    past = stays.filter(expected_end_on__lt=on).exclude(kind__in=HOMES)
    return past.exclude(Exists(_home_later(on)))


def _home_later(on: date) -> QuerySet[Stay]:
    """Also one that is being made ready; not one whose day has come while it was not."""
    later = Stay.objects.filter(person=OuterRef("person"), started_on__gt=on)
    return later.filter(kind__in=HOMES)


@dataclass(frozen=True, slots=True)
class Life:
    """Where somebody stood on a day: the stay, the category, for how long, and how often again."""

    on: date
    stay: Stay | None
    ethos: EthosLight | None
    days: int
    returns: int


def life_on(stays: Sequence[Stay], *, on: date) -> Life:
    """What the stays say of one day in history. No query."""
    lived = [stay for stay in stays if not stay.awaits_home]
    facts = [stay.fact for stay in lived]
    running = next((stay for stay in lived if stay.period.holds(on)), None)
    return Life(
        on=on,
        stay=running,
        ethos=homelessness(running.fact, on=on) if running else None,
        days=homeless_days(facts, on=on),
        returns=returns_to_homelessness(facts, on=on),
    )
