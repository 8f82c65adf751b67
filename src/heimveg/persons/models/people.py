"""The person, the protection of their address, and who must not read about them."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import connection, models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import Unit, User
from heimveg.accounts.rules import LANGUAGES
from heimveg.base import clock, secrets
from heimveg.base.models import Versioned
from heimveg.base.sorting import NorwegianKey
from heimveg.persons.models.answering import Responsibility
from heimveg.persons.models.cases import Case
from heimveg.persons.models.known import known
from heimveg.persons.rules import ConflictKind, Grade, IdKind, Particulars, Sketch
from heimveg.persons.sight import seen

D = FieldClass


class PersonQuerySet(models.QuerySet["Person"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Persons the actor may use `permission` on. The only door to other people's rows."""
        return self.filter(seen(actor, permission, "pk"))

    def whole(self) -> Self:
        """Without the records that were merged into another."""
        return self.filter(merged_into=None)

    def by_name(self) -> Self:
        """Those without a name first, by what they are called."""
        return self.order_by(NorwegianKey("name"), NorwegianKey("nickname"), "pk")


class Person(AboutPerson, Versioned):
    """Somebody the municipality meets. A nickname is enough; outreach may know nothing else."""

    PERSON_FIELD = "id"
    classified = Classified(D.D2, why="to know and reach the person", delete_after_years=10)
    ID_KINDS: ClassVar = {
        IdKind.UNKNOWN: _("unknown"),
        IdKind.NATIONAL: _("national identity number"),
        IdKind.D_NUMBER: _("D number"),
        IdKind.DUF: _("DUF number"),
    }

    name = models.CharField(_("name"), max_length=200, blank=True)
    nickname = models.CharField(_("nickname"), max_length=100, blank=True, default="")
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    id_kind = models.CharField(
        _("kind of id"), max_length=10, choices=ID_KINDS, default=IdKind.UNKNOWN
    )
    id_sealed = models.BinaryField(null=True, editable=False)
    id_index = models.BinaryField(null=True, editable=False, max_length=32)
    numbered_at = models.DateTimeField(null=True, editable=False)  # when it came to stand here
    office_reference = models.CharField(
        _("the office's own reference"), max_length=60, blank=True, default=""
    )
    language = models.CharField(_("language of letters"), max_length=2, blank=True, default="")
    phone = models.CharField(_("telephone"), max_length=30, blank=True, default="")
    email = models.EmailField(_("e-mail"), blank=True, default="")
    employed_in = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("works in the municipality, in"),
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, editable=False, related_name="merged_records"
    )
    registered_on = models.DateField(editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="person_has_a_name_or_a_nickname", condition=~Q(name="") | ~Q(nickname="")
            ),
            known("person_id_kind_is_known", "id_kind", IdKind),
            models.CheckConstraint(
                name="person_language_is_known", condition=Q(language__in=["", *LANGUAGES])
            ),
            models.CheckConstraint(
                name="person_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["id_index"], name="person_by_id_index"),
            models.Index(
                fields=["office_reference"],
                name="person_by_reference",
                condition=~Q(office_reference=""),
            ),
            models.Index(NorwegianKey("name"), "id", name="person_in_norwegian_order"),
            GinIndex(OpClass("name", "gin_trgm_ops"), name="person_name_trigrams"),
            GinIndex(OpClass("nickname", "gin_trgm_ops"), name="person_nickname_trigrams"),
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        return self.name or f"«{self.nickname}»"

    @property
    def national_id(self) -> str:
        return secrets.opened(bytes(self.id_sealed)) if self.id_sealed else ""

    @property
    def sketch(self) -> Sketch:
        return Sketch(self.name or self.nickname, self.born_on, self.birth_year, self.phone)

    @property
    def particulars(self) -> Particulars:
        return Particulars(
            **{field: getattr(self, field) for field in PLAIN},
            id_kind=IdKind(self.id_kind),
            number=self.national_id,
        )

    @classmethod
    def register(
        cls,
        *,
        unit: Unit,
        by: User | int,
        on: date,
        national_id: str = "",
        worker: User | None = None,
        **particulars: object,
    ) -> Self:
        """Make a record and let `unit` answer for it from `on`, with an open case.

        The responsibility is written first: the row-level policy asks for it when the person's
        row is written and read back. The foreign key is checked when the transaction ends.
        """
        person = cls(pk=_next_id(), registered_on=on, **particulars)
        person.take_national_id(national_id)
        Responsibility.begin(person.pk, unit=unit, by=by, on=on, worker=worker)
        person.save(force_insert=True)
        Case.objects.create(person=person, opened_on=on)
        return person

    @staticmethod
    def one_at_a_time(number: str) -> None:
        """Two who register the same number at once meet each other here. A unique constraint
        would tell that a protected person has it."""
        if number:
            key = int.from_bytes(secrets.blind_index(number)[:8], "big", signed=True)
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])

    @classmethod
    def locked(cls, actor: Actor, permission: Permission, person_id: int) -> "Person":
        """The person, in line: whoever changes what hangs on a person locks them first.
        Raises Person.DoesNotExist, also for somebody the actor does not see."""
        people = cls.objects.permitted_to(actor, permission).whole()
        return people.select_for_update(of=("self",)).get(pk=person_id)

    @classmethod
    def take_up(cls, number: str, unit: Unit) -> int | None:
        """Open a case, which `unit` answers for from today, on the record with this number, if
        nobody answers for it; its id. The database does it: the asker does not see the record
        before."""
        with connection.cursor() as cursor:
            index = secrets.blind_index(number)
            cursor.execute("SELECT take_up_known(%s, %s)", [index, unit.pk])
            found = cursor.fetchone()[0]
        return int(found) if found else None

    def take_national_id(self, number: str) -> None:
        """Keep the number sealed, with its blind index. Does not save."""
        index = secrets.blind_index(number) if number else None
        if index != (self.id_index and bytes(self.id_index)):
            self.numbered_at = clock.now() if number else None
        self.id_sealed = secrets.sealed(number) if number else None
        self.id_index = index

    def take(self, particulars: Particulars) -> None:
        """Write what a form says over what stood there."""
        for field, value in particulars.plain.items():
            setattr(self, field, value)
        self.id_kind = particulars.id_kind
        self.take_national_id(particulars.number)
        self.save(update_fields=[*PLAIN, "id_kind", "id_sealed", "id_index", "numbered_at"])

    def work_in(self, unit: Unit | None) -> None:
        """Mark, or unmark, that the person works in the municipality."""
        self.employed_in = unit
        self.save(update_fields=["employed_in"])

    def merge_into(self, kept: "Person") -> list[int]:
        """Let this record lead to `kept`, and with it those merged into this before; their ids."""
        before = list(self.merged_records.values_list("pk", flat=True))
        Person.objects.filter(pk__in=[self.pk, *before]).update(merged_into=kept)
        return before

    def stand_alone(self, before: list[int]) -> None:
        """Undo `merge_into`."""
        Person.objects.filter(pk__in=before).update(merged_into=self)
        Person.objects.filter(pk=self.pk).update(merged_into=None)


PLAIN = (
    "name",
    "nickname",
    "born_on",
    "birth_year",
    "office_reference",
    "language",
    "phone",
    "email",
)


def _next_id() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('persons_person', 'id'))")
        return int(cursor.fetchone()[0])


class Protection(AboutPerson):
    """Address protection (nb adressebeskyttelse). No row: none."""

    classified = Classified(
        D.D5, why="so that an address never harms its owner", delete_after_years=5
    )
    GRADES: ClassVar = {
        Grade.CONFIDENTIAL: _("confidential address"),
        Grade.STRICTLY: _("strictly confidential address"),
    }

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="protection")
    grade = models.CharField(max_length=25, choices=GRADES)
    since = models.DateField()

    class Meta:
        constraints = [known("protection_grade_is_known", "grade", Grade)]

    def __str__(self) -> str:
        return f"#{self.person_id} {self.grade}"

    @classmethod
    def mark(cls, person_id: int, grade: Grade | None, *, on: date) -> None:
        """Let the person's address be protected by `grade`, or by none, from now on."""
        if grade is None:
            cls.objects.filter(person_id=person_id).delete()
        elif (
            not cls.objects.filter(person_id=person_id)
            .exclude(grade=grade)
            .update(grade=grade, since=on)
        ):
            cls.objects.get_or_create(person_id=person_id, defaults={"grade": grade, "since": on})


class Conflict(models.Model):
    """Why this user must not read about this person (R7)."""

    classified = Classified(D.D8, why="nobody reads about themselves or those near them")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="conflicts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="conflicts")
    kind = models.CharField(max_length=20, choices=[(str(k), str(k)) for k in ConflictKind])
    declared_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "person"], name="one_conflict_per_user_and_person"
            ),
            known("conflict_kind_is_known", "kind", ConflictKind),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
