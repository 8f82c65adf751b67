"""Who has the right to which home, when. History is never rewritten: a tenancy is ended."""

from collections.abc import Set
from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.access.roles import Role
from heimveg.accounts.models import Unit, User
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Refused
from heimveg.base.models import Dated, PeriodQuerySet, day_range, ends_after_it_starts
from heimveg.decisions.models import Decision
from heimveg.dwellings.models import Dwelling
from heimveg.persons.models import Person, Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind
from heimveg.persons.sight import SeesPerson, seen
from heimveg.stays.models import Stay
from heimveg.stays.rules import StayKind
from heimveg.tenancies.models.refusals import AlreadyEnded, in_words
from heimveg.tenancies.models.waiting import waits_on
from heimveg.tenancies.permissions import KEEPERS
from heimveg.tenancies.rules.ending import Ending
from heimveg.upkeep.models import Turnover


def tenancies_seen(actor: Actor, permission: Permission, prefix: str = "") -> Q:
    """The condition that the actor meets a tenancy, or a row that leads to one by `prefix` and
    has the person in `person_id`.

    An office meets the tenancies of the people it sees; a landlord or caretaker only those in
    the stock their own unit manages.
    """
    if actor.is_system:
        return Q(seen(actor, permission))
    roles = {role for _unit, role in actor.grants} & permission.roles
    stock = {unit for unit, role in actor.grants if role in KEEPERS & permission.roles}
    office, keepers = roles - KEEPERS, roles & KEEPERS
    own = Q(**{f"{prefix}dwelling__estate__managed_by__in": stock})
    # A way that none of the actor's roles opens is not asked about for each row.
    by_office = Q(_sees(actor, permission, office)) if office else Q(pk__in=[])
    return (by_office | own & Q(_sees(actor, permission, keepers))) if keepers else by_office


class TenancyQuerySet(PeriodQuerySet["Tenancy"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(tenancies_seen(actor, permission))

    def waiting(self, on: date) -> Self:
        """Their day has come, and the home was not ready by it.

        Found from the turnovers, which are few: else the policies are asked about all tenants.
        """
        turned = Turnover.objects.filter(cancelled_on=None).values("dwelling")
        return self.filter(waits_on(on), dwelling__in=turned)


def _sees(actor: Actor, permission: Permission, roles: Set[Role]) -> SeesPerson:
    """The same question as `seen`, asked for some of the actor's roles alone."""
    held = Value(sorted(str(role) for role in roles))
    return SeesPerson(F("person_id"), Value(str(permission.shows)), Value(actor.user_id), held)


class Tenancy(AboutPerson, Dated):
    """A person's right to one dwelling for a period (nb leieforhold, nn leigeforhold)."""

    classified = Classified(
        FieldClass.D2, why="who lives where, by what right", delete_after_years=10
    )

    ENDINGS: ClassVar = {
        Ending.MOVED: _("moved to another home"),
        Ending.OTHER_MUNICIPAL: _("moved to another municipal home"),
        Ending.BOUGHT: _("bought a home of their own"),
        Ending.GAVE_NOTICE: _("gave notice"),
        Ending.RAN_OUT: _("the lease ran out"),
        Ending.LANDLORD_NOTICE: _("the landlord gave notice"),
        Ending.EVICTED: _("evicted"),
        Ending.DIED: _("died"),
        Ending.UNKNOWN: _("not known"),
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tenancies")
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="tenancies")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, related_name="tenancies"
    )
    lease_until = models.DateField(_("lease runs until"), null=True, blank=True)
    rent_ore_month = models.PositiveIntegerField(null=True)
    end_reason = models.CharField(max_length=20, blank=True, default="")
    is_imported = models.BooleanField(
        default=False
    )  # lived there before Heimveg: no decision here

    objects = TenancyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tenancies"
        constraints = [
            ends_after_it_starts("tenancy_ends_after_it_starts"),
            ExclusionConstraint(
                name="one_tenancy_at_a_time_per_dwelling",
                expressions=[
                    ("dwelling", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_tenancy_at_a_time_per_person",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (day_range(), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="tenancy_rests_on_a_decision",
                condition=models.Q(decision__isnull=False) | models.Q(is_imported=True),
            ),
            models.CheckConstraint(
                name="tenancy_that_ends_says_why",
                condition=Q(ended_on=None, end_reason="")
                | Q(ended_on__isnull=False, end_reason__in=[str(e) for e in Ending]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_until", "id"],
                condition=Q(ended_on=None),
                name="running_leases_by_their_end",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.dwelling_id} {self.started_on}..{self.ended_on or ''}"

    @classmethod
    def start(cls, *, person: Person, dwelling: Dwelling, on: date, **rest: object) -> "Tenancy":
        """Raises DwellingTaken; the database decides, so two at once cannot both win.

        Home and person are locked first, always in this order: two who both insert and then
        look would otherwise wait for each other until the database ends one of them.
        """
        try:
            with transaction.atomic():
                for model, pk in ((Dwelling, dwelling.pk), (Person, person.pk)):
                    list(
                        model._base_manager.select_for_update(no_key=True)
                        .filter(pk=pk)
                        .values_list("pk")
                    )
                return cls.objects.create(person=person, dwelling=dwelling, started_on=on, **rest)
        except IntegrityError as error:
            raise in_words(error) from error

    @classmethod
    def move_in(  # noqa: PLR0913  # what a contract holds
        cls,
        *,
        person: Person,
        dwelling: Dwelling,
        on: date,
        decision: Decision | None,
        rent_ore_month: int | None,
        lease_until: date | None,
        by: User | int,
    ) -> "Tenancy":
        """Give the person the home from `on`: tenancy, stay, and the relation that lets the
        landlord, the economy office and the housing office do their work. Where the home is not
        ready for that day, the stay waits with it. Without a decision
        the tenancy is one from before Heimveg. Raises DwellingTaken; NotReady when the day has
        come and the home's turnover has not come to its end."""
        tenancy = cls.start(
            person=person,
            dwelling=dwelling,
            on=on,
            decision=decision,
            is_imported=decision is None,
            rent_ore_month=rent_ore_month,
            lease_until=lease_until,
        )
        if cls.objects.filter(waits_on(on), pk=tenancy.pk).exists():
            Stay.await_home(person, on=on, dwelling=dwelling)
        else:
            Stay.move(person, kind=StayKind.MUNICIPAL_TENANCY, on=on, dwelling=dwelling)
        for unit in _units_with_a_part_in(dwelling, decision, on=on):
            Responsibility.contribute(
                person.pk, unit=unit, basis=Basis.TENANCY, by=by, on=on, accepted_on=on
            )
        return tenancy

    @property
    def shown_ending(self) -> str:
        return str(self.ENDINGS[Ending(self.end_reason)]) if self.end_reason else ""

    def end(self, *, on: date, ending: Ending = Ending.UNKNOWN) -> None:
        """Raises AlreadyEnded, and Refused for a day before the tenancy began."""
        self.refuse_if_ended(on=on)
        if on < self.started_on:
            raise Refused(_("A tenancy cannot end before it began."))
        self.ended_on, self.end_reason = on, ending
        self.save(update_fields=["ended_on", "end_reason"])

    def refuse_if_ended(self, *, on: date) -> None:
        """Raises AlreadyEnded."""
        if self.ended_on is not None and self.ended_on <= on:
            raise AlreadyEnded(_("This tenancy has ended already."))

    def follow(self, *, lease_until: date | None, rent_ore_month: int | None) -> None:
        """Take over what the lease in force says."""
        self.lease_until, self.rent_ore_month = lease_until, rent_ore_month
        self.save(update_fields=["lease_until", "rent_ore_month"])

    def begin_on(self, day: date, *, until: date | None) -> None:
        """Another first day, and the lease to run `until`; the home that is left for it is left
        that day, and the person's stay follows: written by the database, for who lets a home may
        see neither. Raises DwellingTaken, NotReady."""
        was, self.started_on, self.lease_until = self.started_on, day, until
        moved = (self.pk, was, day)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                if day < was:  # nobody has two homes, also not in between
                    cursor.execute("SELECT home_left_follows(%s, %s, %s)", moved)
                self.save(update_fields=["started_on", "lease_until"])
                if day > was:
                    cursor.execute("SELECT home_left_follows(%s, %s, %s)", moved)
                cursor.execute("SELECT first_day_moves(%s, %s, %s)", moved)
        except IntegrityError as error:
            raise in_words(error) from error

    def leave_stay(self, *, on: date, moves_to: StayKind) -> None:
        """Write that the person sleeps elsewhere from `on`. A landlord may know no more than
        that, and sees no stays: so the database writes it, through a narrow door."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT leave_home(%s, %s, %s)", [self.pk, on, str(moves_to)])

    def give_notice(self, *, noticed_on: date, leaves_on: date, by: int | None = None) -> None:
        """Say that the tenant will leave: the home's turnover begins with the notice. Nothing of
        the tenancy changes; `move_out` ends it when the day has come."""
        Turnover.begin(
            dwelling=self.dwelling, noticed_on=noticed_on, expected_vacant_on=leaves_on, by=by
        )

    def stay_on(self, *, on: date) -> None:
        """The notice is withdrawn. Raises Refused when the tenant is out."""
        turnover = Turnover.running(self.dwelling_id)
        if turnover is not None:
            turnover.cancel(on=on)

    def move_out(
        self, *, on: date, ending: Ending = Ending.UNKNOWN, by: int | None = None
    ) -> None:
        """End the tenancy on `on`, the first day without: the home is in turnover, and the
        landlord's and the housing office's relation to the person is over. The economy office's
        lasts until the account is settled (`charge_month`). Where the person moves is for others
        to write. That somebody was evicted is recorded in prevention alone, with
        what was tried before. Raises AlreadyEnded.

        The relations end last and in one statement: who has no other relation to the person
        sees nothing of them afterwards.
        """
        self.end(on=on, ending=ending)
        Turnover.leave(dwelling=self.dwelling, on=on, by=by)
        relations = Responsibility.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=on),
            person_id=self.person_id,
            kind=Kind.CONTRIBUTING,
            basis=Basis.TENANCY,
            started_on__lte=on,
        ).exclude(unit__kind=UnitKind.ECONOMY)
        relations.update(ended_on=on, end_reason=EndReason.OVER)


def _units_with_a_part_in(
    dwelling: Dwelling, decision: Decision | None, *, on: date
) -> list[Unit]:
    """Who manages the home, who collects the rent, and who let it; without repeats."""
    running: models.QuerySet[Unit] = Unit.objects.running_on(on)
    units: list[Unit] = list(running.filter(kind=UnitKind.ECONOMY).order_by("pk"))
    if dwelling.estate is not None:
        units.append(dwelling.estate.managed_by)
    if decision is not None:
        units.append(decision.unit)
    else:
        units += running.filter(kind=UnitKind.HOUSING).order_by("pk")
    return list(dict.fromkeys(units))
