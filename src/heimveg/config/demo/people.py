"""The invented people: who lives where, who waits, who could move on, and their last years."""

from collections.abc import Sequence
from datetime import date, timedelta

from heimveg.accounts.models import Unit, User
from heimveg.accounts.rules import UnitKind
from heimveg.config.demo import names
from heimveg.config.demo.needing import add_need
from heimveg.config.demo.rows import Rows, moment
from heimveg.config.demo.town import Town
from heimveg.decisions.models import Decision, digest_of
from heimveg.decisions.rules import DecisionKind, DecisionState
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.rules import HousingKind, Staffed
from heimveg.persons.models import Case, Consent, Household, HouseholdMember, Person, Protection
from heimveg.persons.rules import Basis, Grade, Topic
from heimveg.stays.models import InstitutionStay, Stay
from heimveg.stays.rules import InstitutionKind, StayKind
from heimveg.tenancies.models import Tenancy
from heimveg.tenancies.rules import Ending

HISTORY_DAYS = 730
ENDINGS = (
    Ending.MOVED,
    Ending.GAVE_NOTICE,
    Ending.BOUGHT,
    Ending.MOVED,
    Ending.RAN_OUT,
    Ending.DIED,
)
COORDINATORS = (  # which unit answers, how often, who is the named worker
    (UnitKind.SUBSTANCE_USE, 30, "rus"),
    (UnitKind.HOUSING, 24, "saksbehandlar"),
    (UnitKind.MENTAL_HEALTH, 18, "koordinator"),
    (UnitKind.NAV, 12, "nav"),
    (UnitKind.ACT_TEAM, 9, "fact"),
    (UnitKind.OUTREACH, 7, "utekontakt"),
)
SITUATIONS: dict[
    str, tuple[StayKind, InstitutionKind | None, int | None]
] = {  # stay, institution, days until exit
    "family or friends": (StayKind.FAMILY_OR_FRIENDS, None, None),
    "institution more than two months left": (
        StayKind.INSTITUTION,
        InstitutionKind.TREATMENT,
        150,
    ),
    "temporary accommodation": (StayKind.TEMPORARY_ACCOMMODATION, None, None),
    "unknown or other": (StayKind.UNKNOWN, None, None),
    "institution leaving within two months": (StayKind.INSTITUTION, InstitutionKind.HOSPITAL, 25),
    "prison more than two months left": (StayKind.INSTITUTION, InstitutionKind.PRISON, 200),
    "prison leaving within two months": (StayKind.INSTITUTION, InstitutionKind.PRISON, 40),
    "asylum reception": (StayKind.RECEPTION_CENTRE, None, None),
    "emergency overnight": (StayKind.EMERGENCY_OVERNIGHT, None, None),
    "crisis centre": (StayKind.CRISIS_CENTRE, None, None),
    "no place to sleep": (StayKind.ROUGH, None, None),
}


def coordinator(town: Town, rows: Rows) -> tuple[Unit, User]:
    kind, _share, username = rows.rng.choices(
        COORDINATORS, [share for _k, share, _u in COORDINATORS]
    )[0]
    return town.unit(kind), town.users[username]


def add_tenants(town: Town, rows: Rows, let: Sequence[Dwelling]) -> list[tuple[Person, Dwelling]]:
    """One tenant to each dwelling in `let`; every fourth has another tenant behind them."""
    tenants = []
    for dwelling in let:
        started = rows.ago(20, 2600)
        if started > rows.today - timedelta(days=HISTORY_DAYS) and rows.rng.random() < 0.7:
            _add_former(
                town, rows, dwelling, until=started - timedelta(days=rows.rng.randrange(10, 60))
            )
        needs_help = dwelling.kind != HousingKind.ORDINARY or rows.rng.random() < 0.35
        unit, worker = coordinator(town, rows)
        person = rows.person(
            on=started - timedelta(days=rows.rng.randrange(30, 300)),
            unit=unit,
            worker=worker,
            closed=None if needs_help else started + timedelta(days=14),
        )
        add_tenancy(town, rows, person, dwelling, started)
        tenants.append((person, dwelling))
    return tenants


def _add_former(town: Town, rows: Rows, dwelling: Dwelling, *, until: date) -> None:
    started = until - timedelta(days=rows.rng.randrange(200, 1500))
    unit, worker = coordinator(town, rows)
    person = rows.person(on=started - timedelta(days=60), unit=unit, worker=worker, closed=until)
    add_tenancy(town, rows, person, dwelling, started, until=until)
    rows.add(
        Stay(
            person=person,
            kind=rows.rng.choice((StayKind.PRIVATE_LEASE, StayKind.OWN_HOME, StayKind.UNKNOWN)),
            started_on=until,
        )
    )


def add_tenancy(
    town: Town,
    rows: Rows,
    person: Person,
    dwelling: Dwelling,
    started: date,
    *,
    until: date | None = None,
) -> None:
    """Tenancy, stay and relations as an accepted offer makes them; with a decision if recent."""
    is_recent = started > rows.today - timedelta(days=HISTORY_DAYS)
    decision = _decision(town, rows, person, dwelling, started) if is_recent else None
    rows.add(
        Tenancy(
            person=person,
            dwelling=dwelling,
            started_on=started,
            ended_on=until,
            end_reason=ENDINGS[person.pk % len(ENDINGS)] if until else "",
            decision=decision,
            is_imported=not is_recent,
            rent_ore_month=town.rents.get(dwelling.pk),
            lease_until=_three_years_after(started, rows.today),
        )
    )
    before = started - timedelta(days=rows.rng.randrange(40, 500))
    kind = rows.rng.choice(
        (
            StayKind.FAMILY_OR_FRIENDS,
            StayKind.TEMPORARY_ACCOMMODATION,
            StayKind.PRIVATE_LEASE,
            StayKind.ROUGH,
        )
    )
    rows.add(Stay(person=person, kind=kind, started_on=before, ended_on=started))
    rows.add(
        Stay(
            person=person,
            kind=StayKind.MUNICIPAL_TENANCY,
            dwelling=dwelling,
            started_on=started,
            ended_on=until,
        )
    )
    for unit_kind in (UnitKind.HOUSING, UnitKind.PROPERTY, UnitKind.ECONOMY):
        rows.relation(person, town.unit(unit_kind), on=started, until=until, basis=Basis.TENANCY)


def _three_years_after(day: date, today: date) -> date:
    end = day
    while end <= today + timedelta(days=20):
        end += timedelta(days=3 * 365 + 1)
    return end


def _decision(
    town: Town, rows: Rows, person: Person, dwelling: Dwelling, started: date
) -> Decision:
    told = started - timedelta(days=rows.rng.randrange(14, 40))
    evidence = {"dwelling": dwelling.object_number, "engine": "before Heimveg"}
    return rows.add(
        Decision(
            person=person,
            unit=town.unit(UnitKind.HOUSING),
            kind=DecisionKind.MUNICIPAL_DWELLING,
            state=DecisionState.TOLD,
            language="nn",
            facts="Søknad og kartlegging viser at søkjaren manglar ein eigna bustad.",
            considerations="Bustaden oppfyller krava. Ventetid og kor mykje det hastar, er vege.",
            outcome=f"Du får leige kommunal bustad i {dwelling.address}.",
            valid_from=started,
            evidence=evidence,
            evidence_digest=digest_of(evidence),
            signed_by=town.users["tildelar"],
            signed_at=moment(told - timedelta(days=3)),
            approved_by=town.users["tildelar2"],
            approved_at=moment(told - timedelta(days=1)),
            told_on=told,
            appeal_by=told + timedelta(weeks=3),
            drafted_on=told - timedelta(days=5),
        )
    )


def add_waiting(town: Town, rows: Rows, count: int, situations: Sequence[str]) -> list[Person]:
    """People without a home of the municipality's, with two years of stays, and their needs."""
    people = []
    for n in range(count):
        opened = rows.ago(3, 420)
        unit, worker = coordinator(town, rows)
        person = rows.person(
            on=opened - timedelta(days=rows.rng.randrange(0, 400)), unit=unit, worker=worker
        )
        if n % 28 == 5:
            person.name, person.nickname = "", names.NICKNAMES[(n // 28) % len(names.NICKNAMES)]
        situation = situations[n % len(situations)]
        _add_stays(rows, person, situation)
        _add_household(rows, person)
        add_need(town, rows, person, unit, opened=opened, situation=situation, worker=worker)
        if rows.rng.random() < 0.5:
            _add_consent(town, rows, person, opened)
        people.append(person)
    return people


def add_movers(
    town: Town, rows: Rows, tenants: Sequence[tuple[Person, Dwelling]], count: int
) -> None:
    """Tenants in staffed places who are ready for a home of their own, and wait for one."""
    open_cases = {case.person_id for case in rows.rows[Case] if case.closed_on is None}
    staffed = [
        (person, dwelling)
        for person, dwelling in tenants
        if person.pk in open_cases
        and dwelling.cluster
        and dwelling.cluster.staffed != Staffed.NONE
    ]
    for person, dwelling in rows.rng.sample(staffed, min(count, len(staffed))):
        unit, worker = coordinator(town, rows)
        add_need(
            town,
            rows,
            person,
            unit,
            opened=rows.ago(20, 500),
            situation="ready to move on",
            worker=worker,
            lives_in=dwelling,
        )


def protect(town: Town, rows: Rows, people: Sequence[Person]) -> None:
    """A handful with protected addresses, two of them strictly, and one own employee."""
    for n, person in enumerate(people[:5]):
        rows.add(
            Protection(
                person=person,
                grade=Grade.STRICTLY if n < 2 else Grade.CONFIDENTIAL,
                since=person.registered_on,
            )
        )
    for person in people[5:6]:
        person.employed_in = town.unit(UnitKind.HOME_CARE)


def _add_stays(rows: Rows, person: Person, situation: str) -> None:
    kind, institution, exit_days = SITUATIONS.get(situation, (StayKind.PRIVATE_LEASE, None, None))
    started = rows.ago(10, 300)
    day = started
    for _ in range(rows.rng.randrange(1, 4)):
        first = day - timedelta(days=rows.rng.randrange(40, 240))
        before = rows.rng.choice(
            (
                StayKind.FAMILY_OR_FRIENDS,
                StayKind.PRIVATE_LEASE,
                StayKind.TEMPORARY_ACCOMMODATION,
                StayKind.ROUGH,
            )
        )
        rows.add(Stay(person=person, kind=before, started_on=first, ended_on=day))
        day = first
    stay = rows.add(
        Stay(
            pk=None,
            person=person,
            kind=kind,
            started_on=started,
            expected_end_on=rows.today + timedelta(days=exit_days) if exit_days else None,
        )
    )
    if institution:
        rows.add(InstitutionStay(stay=stay, person=person, kind=institution))


def _add_household(rows: Rows, person: Person) -> None:
    household = rows.add(Household(formed_on=person.registered_on))
    rows.add(
        HouseholdMember(
            household=household, person=person, relation="main", started_on=person.registered_on
        )
    )


def _add_consent(town: Town, rows: Rows, person: Person, on: date) -> None:
    rows.add(
        Consent(
            person=person,
            topic=rows.rng.choice((Topic.HOUSING, Topic.ECONOMY, Topic.MENTAL_HEALTH)),
            receiver=town.unit(UnitKind.HOUSING),
            purpose="Finne ein eigna bustad",
            given_how=rows.rng.choice(("writing", "orally")),
            started_on=on,
            ended_on=on + timedelta(days=730),
            recorded_by=town.users["saksbehandlar"],
        )
    )
