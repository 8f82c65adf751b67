"""The invented town itself: units, staff, properties, clusters and dwellings."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.contrib.auth.hashers import make_password

from heimveg.access.roles import Role
from heimveg.accounts.models import Membership, Municipality, Unit, User
from heimveg.accounts.rules import UnitKind
from heimveg.config.demo.names import AREAS, MUNICIPALITY, PASSWORD, STREETS
from heimveg.dwellings.models import (
    Cluster,
    Dwelling,
    FundingTie,
    OutOfUse,
    Property,
    Remark,
    RentPart,
)
from heimveg.dwellings.rules import (
    Cause,
    HousingKind,
    Location,
    RentPartKind,
    Staffed,
    Standard,
    Tenure,
    TiedGroup,
)

UNITS: tuple[tuple[str, UnitKind, bool, bool], ...] = (  # name, kind, inside, mandate
    ("Bustadkontoret", UnitKind.HOUSING, True, False),
    ("NAV Heimvik", UnitKind.NAV, True, False),
    ("Rusteneste", UnitKind.SUBSTANCE_USE, True, False),
    ("Psykisk helseteneste", UnitKind.MENTAL_HEALTH, True, False),
    ("Eigedom", UnitKind.PROPERTY, True, False),
    ("Økonomi", UnitKind.ECONOMY, True, False),
    ("Heimetenesta", UnitKind.HOME_CARE, True, False),
    ("Utekontakten", UnitKind.OUTREACH, True, False),
    ("FACT-teamet", UnitKind.ACT_TEAM, True, False),
    ("Barnevernet", UnitKind.CHILD_WELFARE, True, False),
    ("Bu- og avlastingstenesta", UnitKind.DISABILITY, True, False),
    ("Kommuneleiinga", UnitKind.LEADERSHIP, True, True),
    ("Distriktspsykiatrisk senter", UnitKind.HOSPITAL, False, False),
)
# user name, name, role, unit kind, cleared for protected addresses, cleared for own employees
STAFF: tuple[tuple[str, str, Role, UnitKind, bool, bool], ...] = (
    ("tildelar", "Gunnhild Vollåker", Role.ALLOCATOR, UnitKind.HOUSING, False, False),
    ("tildelar2", "Øystein Tindeland", Role.ALLOCATOR, UnitKind.HOUSING, True, True),
    ("saksbehandlar", "Tone Liaskog", Role.CASEWORKER, UnitKind.HOUSING, False, False),
    ("nav", "Samuel Haugsjå", Role.CASEWORKER, UnitKind.NAV, False, False),
    ("rus", "Randi Elvebø", Role.CARE_WORKER, UnitKind.SUBSTANCE_USE, False, False),
    ("fact", "Eirik Myklestøl", Role.CARE_WORKER, UnitKind.ACT_TEAM, True, False),
    ("utekontakt", "Amina Strandås", Role.CARE_WORKER, UnitKind.OUTREACH, False, False),
    ("koordinator", "Ragnhild Øvrelid", Role.COORDINATOR, UnitKind.MENTAL_HEALTH, True, True),
    ("eigedom", "Kjell Brattebø", Role.PROPERTY, UnitKind.PROPERTY, False, False),
    ("vaktmeister", "Roar Steinvåg", Role.CARETAKER, UnitKind.PROPERTY, False, False),
    ("okonomi", "Heidi Grønlid", Role.ECONOMY, UnitKind.ECONOMY, False, False),
    ("kommunalsjef", "Ingunn Haugstveit", Role.COORDINATOR, UnitKind.LEADERSHIP, True, True),
    ("leiar", "Solveig Åsmul", Role.LEADER, UnitKind.LEADERSHIP, False, False),
    ("personvern", "Magnus Selvåg", Role.AUDITOR, UnitKind.LEADERSHIP, False, False),
    ("administrator", "Jorunn Hegreli", Role.ADMINISTRATOR, UnitKind.LEADERSHIP, False, False),
)
OPENED = date(2015, 1, 1)
K, S, L, ST = HousingKind, Standard, Location, Staffed
# kind, share of the stock, homes in a cluster, standard, location, staffed, group a grant is for
MIX: tuple[tuple[HousingKind, float, int, Standard, Location, Staffed, TiedGroup | None], ...] = (
    (K.ORDINARY, 0.62, 10, S.ORDINARY, L.ORDINARY, ST.NONE, None),
    (K.HOUSING_FIRST, 0.07, 3, S.ORDINARY, L.ORDINARY, ST.NONE, TiedGroup.ROP),
    (K.SHARED, 0.10, 7, S.ORDINARY, L.ORDINARY, ST.DAY, None),
    (K.SHARED, 0.05, 6, S.REINFORCED, L.SCREENED, ST.DAY, TiedGroup.ROP),
    (K.SPECIALISED, 0.04, 5, S.EXTRA_REINFORCED, L.SCREENED, ST.ROUND_THE_CLOCK, TiedGroup.ROP),
    (K.SMALL_HOUSE, 0.03, 2, S.REINFORCED, L.SCREENED, ST.NONE, None),
    (K.REHABILITATION, 0.03, 8, S.ORDINARY, L.ORDINARY, ST.EVENING, None),
    (K.TEMPORARY, 0.06, 8, S.REINFORCED, L.ORDINARY, ST.EVENING, None),
)
HOURS = {ST.NONE: 0, ST.DAY: 38, ST.EVENING: 75, ST.ROUND_THE_CLOCK: 168}
CLUSTER_NAMES = {  # as they are built: who keeps homes reads them
    K.ORDINARY: "burettslag",
    K.HOUSING_FIRST: "burettslag",
    K.SHARED: "bufellesskap",
    K.SPECIALISED: "bufellesskap",
    K.SMALL_HOUSE: "småhus",
    K.REHABILITATION: "bufellesskap",
    K.TEMPORARY: "mellombels hus",
}


@dataclass
class Town:
    """What the people of the demo are put into."""

    units: dict[UnitKind, Unit]
    users: dict[str, User]
    dwellings: list[Dwelling] = field(default_factory=list)
    rents: dict[int, int] = field(default_factory=dict)  # dwelling id → øre a month
    estates: dict[int, Property] = field(default_factory=dict)  # cluster id → its property

    def unit(self, kind: UnitKind) -> Unit:
        return self.units[kind]


def build_units(today: date) -> Town:
    Municipality.objects.create(
        pk=1,
        name=MUNICIPALITY,
        number="9999",
        default_language="nn",
        is_demo=False,  # until it is whole
        address="Postboks 1\n9999 Heimvik",
        appeal_body="Statsforvaltaren",
    )
    units = Unit.objects.bulk_create(
        Unit(
            name=name,
            kind=kind,
            is_inside=inside,
            has_mandate=mandate,
            started_on=OPENED,
            phone=f"00 10 20 {i:02d}",
            opening_hours="8–15.30" if inside else "døgnope",
        )
        for i, (name, kind, inside, mandate) in enumerate(UNITS)
    )
    by_kind = {UnitKind(unit.kind): unit for unit in units}
    secret = make_password(PASSWORD)
    users = User.objects.bulk_create(
        User(username=username, name=name, password=secret, is_demo=True)
        for username, name, *_ in STAFF
    )
    Membership.objects.bulk_create(
        Membership(
            user=user,
            unit=by_kind[kind],
            role=role,
            started_on=today - timedelta(days=900),
            handles_protected=protected,
            handles_own_employees=own,
        )
        for user, (_username, _name, role, kind, protected, own) in zip(users, STAFF, strict=True)
    )
    return Town(by_kind, {user.username: user for user in users})


def build_dwellings(town: Town, count: int, rng: Random, *, today: date) -> None:
    """`count` dwellings in the mix of a town that has built one project at a time."""
    dwellings: list[Dwelling] = []
    ties: list[tuple[int, TiedGroup]] = []
    for i, (kind, share, size, standard, location, staffed, group) in enumerate(MIX):
        wanted = count - len(dwellings) if i == len(MIX) - 1 else round(count * share)
        for first in range(0, wanted, size):
            cluster = _cluster(kind, location, staffed, size, rng)
            street, start = rng.choice(STREETS), rng.randrange(1, 90)
            for n in range(min(size, wanted - first)):
                if group and rng.random() < 0.6:
                    ties.append((len(dwellings), group))
                dwellings.append(
                    _dwelling(
                        len(dwellings),
                        kind,
                        standard,
                        cluster,
                        f"{street} {start + 2 * n}",
                        town,
                        rng,
                    )
                )
    Dwelling.objects.bulk_create(dwellings, batch_size=2000)
    town.dwellings = dwellings
    _rents(town, rng)
    FundingTie.objects.bulk_create(
        FundingTie(
            dwelling=dwellings[n],
            grant=rng.choice(
                ("Husbanken investeringstilskot", "ROP-midlar", "Statsforvaltaren prosjekt")
            ),
            group=group,
            conditions="Bustaden skal nyttast av målgruppa.",
            repay_nok=350_000 + 50_000 * (n % 9),
            started_on=today - timedelta(days=rng.randrange(400, 3000)),
            ended_on=today + timedelta(days=rng.choice((40, 75, 150, 700, 2500, 5000))),
        )
        for n, group in ties
    )


def _cluster(
    kind: HousingKind, location: Location, staffed: Staffed, size: int, rng: Random
) -> Cluster:
    area = rng.choice(AREAS)
    number = Cluster.objects.count() + 1
    return Cluster.objects.create(
        name=f"{area} {CLUSTER_NAMES[kind]} {number}",
        area=area,
        location=location,
        staffed=staffed,
        staffed_hours_week=HOURS[staffed],
        active_limit=None if kind == K.TEMPORARY else max(size // 3, 1),
    )


def _dwelling(  # noqa: PLR0913, PLR0917  # a dwelling's own particulars
    n: int,
    kind: HousingKind,
    standard: Standard,
    cluster: Cluster,
    address: str,
    town: Town,
    rng: Random,
) -> Dwelling:
    bedrooms = (
        rng.choices((0, 1, 2, 3, 4), (8, 50, 28, 10, 4))[0]
        if kind == K.ORDINARY
        else rng.choices((0, 1), (2, 8))[0]
    )
    step_free = rng.random() < 0.4
    return Dwelling(
        object_number=f"{10001 + n}",
        estate=_estate(cluster, town),
        cluster=cluster,
        address=address,
        postal_code="9999",
        postal_place="Heimvik",
        area=cluster.area,
        unit_number=f"H0{rng.randrange(1, 4)}0{rng.randrange(1, 5)}",
        kind=kind,
        standard=standard,
        tenure=rng.choices(tuple(Tenure), (78, 17, 5))[0],
        bedrooms=bedrooms,
        usable_area_m2=26 + 17 * bedrooms + rng.randrange(9),
        floor=rng.randrange(1, 4),
        is_step_free=step_free,
        is_wheelchair_accessible=step_free and rng.random() < 0.4,
        allows_pets=rng.random() < 0.5,
        is_shared=kind in (K.SHARED, K.SPECIALISED, K.REHABILITATION),
        can_be_bought=kind == K.ORDINARY and rng.random() < 0.25,
        started_on=OPENED + timedelta(days=rng.randrange(3000)),
    )


def _estate(cluster: Cluster, town: Town) -> Property:
    """One property to a cluster."""
    if cluster.pk not in town.estates:
        town.estates[cluster.pk] = Property.objects.create(
            name=cluster.name,
            matrikkel=f"9999-{cluster.pk}/{cluster.pk * 3 % 97}",
            managed_by=town.unit(UnitKind.PROPERTY),
        )
    return town.estates[cluster.pk]


def _rents(town: Town, rng: Random) -> None:
    """Below the market: about 6 000 kroner and 1 600 for each bedroom, and electricity in some."""
    parts = []
    for dwelling in town.dwellings:
        rent = 590_000 + 160_000 * (dwelling.bedrooms or 0) + 10_000 * rng.randrange(8)
        parts.append(RentPart(dwelling=dwelling, kind=RentPartKind.RENT, ore_month=rent))
        power = 70_000 if dwelling.is_shared else 0
        if power:
            parts.append(
                RentPart(dwelling=dwelling, kind=RentPartKind.ELECTRICITY, ore_month=power)
            )
        town.rents[dwelling.pk] = rent + power
    RentPart.objects.bulk_create(parts, batch_size=5000)


def mend_until(homes: list[Dwelling], *, ended_on: date) -> None:
    """Homes that were being mended until a few days ago, and are free since."""
    OutOfUse.objects.bulk_create(
        OutOfUse(
            dwelling=home,
            cause=Cause.REPAIR,
            started_on=ended_on - timedelta(days=25 + home.pk % 60),
            ended_on=ended_on,
            cost_centre="2650",
        )
        for home in homes
    )


def put_out_of_use(town: Town, empty: list[Dwelling], rng: Random, *, today: date) -> None:
    """Causes for some of the empty dwellings now, and two years of earlier ones."""
    causes = (
        Cause.TURNOVER,
        Cause.REPAIR,
        Cause.AWAITING_SALE,
        Cause.FIRE,
        Cause.NO_SUITABLE_APPLICANT,
    )
    now = [
        OutOfUse(
            dwelling=dwelling,
            cause=rng.choices(causes, (8, 4, 1, 1, 1))[0],
            started_on=today - timedelta(days=rng.randrange(3, 90)),
            expected_end_on=today + timedelta(days=rng.randrange(5, 60)),
            cost_centre="2650",
        )
        for dwelling in empty
    ]
    before = []
    for dwelling in rng.sample(town.dwellings, len(town.dwellings) // 6):
        start = today - timedelta(days=rng.randrange(1500, 2200))
        before.append(
            OutOfUse(
                dwelling=dwelling,
                cause=Cause.REPAIR,
                started_on=start,
                ended_on=start + timedelta(days=rng.randrange(10, 70)),
                cost_centre="2650",
            )
        )
    OutOfUse.objects.bulk_create(now + before)
    Remark.objects.bulk_create(
        Remark(
            dwelling=dwelling,
            written_by=town.users["vaktmeister"],
            written_at=f"{today - timedelta(days=rng.randrange(5, 400))}T10:00:00Z",
            text=rng.choice(
                (
                    "Nøkkelboks ved inngangen.",
                    "Bytt pakning i kjøkenkranen ved neste utflytting.",
                    "Naboen tek imot post.",
                    "Ny ventilasjon i 2024.",
                    "Trapp frå parkeringa, seks trinn.",
                )
            ),
        )
        for dwelling in rng.sample(town.dwellings, len(town.dwellings) // 5)
    )
