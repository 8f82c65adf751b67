"""A small municipality to allocate in: a housing office, an economy office, homes, people."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heimveg.access.gate import Actor
from heimveg.access.roles import Role
from heimveg.accounts.models import Unit
from heimveg.allocation import commands
from heimveg.allocation.models import Offer, Round
from heimveg.allocation.queries.snapshot import DEFAULTS
from heimveg.decisions.commands import approve_decision, sign_decision
from heimveg.dwellings.models import Dwelling, RentPart
from heimveg.needs.models import Need
from heimveg.tenancies.models import Tenancy
from tests.accounts.factories import (
    MembershipFactory,
    MunicipalityFactory,
    UnitFactory,
    UserFactory,
)
from tests.dwellings.factories import DwellingFactory, PropertyFactory
from tests.needs.factories import NeedFactory
from tests.persons.factories import PersonFactory
from tests.tenancies.factories import TenancyFactory

DAY = date(2026, 11, 23)  # a Monday
AT = datetime(2026, 11, 23, 12, 0, tzinfo=ZoneInfo("Europe/Oslo"))


@dataclass
class Town:
    """One housing office with two allocators who can sign for each other."""

    unit: Unit = field(default_factory=lambda: UnitFactory(name="Bustadkontoret"))

    def __post_init__(self):
        MunicipalityFactory()
        self.estate = PropertyFactory()
        self.actor, self.colleague = self.allocator(), self.allocator()

    def allocator(self, role=Role.ALLOCATOR, **flags) -> Actor:
        user = UserFactory(language="en")
        MembershipFactory(user=user, unit=self.unit, role=role, **flags)
        return user.actor(on=DAY)

    def home(self, rent_ore=800_000, **fields) -> Dwelling:
        dwelling = DwellingFactory(estate=self.estate, **fields)
        RentPart.objects.create(dwelling=dwelling, ore_month=rent_ore)
        return dwelling

    def need(self, *, lives_in: Dwelling | None = None, person=None, **fields) -> Need:
        person = person or PersonFactory(unit=self.unit)
        if lives_in is not None:
            TenancyFactory(person=person, dwelling=lives_in)
        return NeedFactory(person=person, unit=self.unit, **fields)

    def chain(self) -> tuple[Need, Need, Dwelling, Dwelling]:
        """A mover who could take the free ordinary home, and somebody who needs theirs."""
        base = self.home(kind="shared", standard="reinforced")
        free = self.home(kind="ordinary")
        mover = self.need(lives_in=base, kinds=["ordinary"], urgency=2)
        waiting = self.need(kinds=["shared"], standard_at_least="reinforced", urgency=4)
        return mover, waiting, free, base

    def round(self, actor=None, **parameters) -> Round:
        return commands.open_round(
            actor or self.actor, unit_id=self.unit.pk, title="Runde", on=DAY, at=AT,
            parameters={**DEFAULTS, **parameters},
        )  # fmt: skip

    def settled(self, actor=None) -> list[Offer]:
        """The offers of a settled round, link by link."""
        round_ = self.round(actor)
        round_ = commands.settle_round(
            actor or self.actor, round_id=round_.pk, version=round_.version, on=DAY, at=AT
        )
        return list(round_.offers.order_by("chain", "step"))

    def sign(self, offer: Offer) -> None:
        decision = offer.decision
        sign_decision(self.actor, decision_id=decision.pk, version=decision.version, at=AT)
        decision.refresh_from_db()
        approve_decision(self.colleague, decision_id=decision.pk, version=decision.version, at=AT)
        offer.refresh_from_db()

    def opened(self, offer: Offer) -> Offer:
        self.sign(offer)
        return commands.open_offer(
            self.actor, offer_id=offer.pk, on=DAY, at=AT, answer_by=DAY + timedelta(days=9)
        )

    def accepted(self, offer: Offer, *, on=DAY) -> Offer:
        offer = self.opened(offer)
        return commands.accept_offer(
            self.actor, offer_id=offer.pk, on=on, move_in_on=offer.move_in_on
        )


def tenancy_of(need: Need) -> Tenancy:
    return Tenancy.objects.get(person=need.person, ended_on=None)
