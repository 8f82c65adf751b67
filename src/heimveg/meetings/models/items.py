"""What is on the agenda. What the whole table may know stands apart from what concerns a person,
and what was said stands apart from what was decided."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.db import IntegrityError, models, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.dwellings.models import Dwelling
from heimveg.meetings.models.series import Meeting
from heimveg.meetings.rules import ItemKind, Origin
from heimveg.meetings.sight import ConsentedName, seen_or_consented
from heimveg.persons.models import Person
from heimveg.persons.sight import seen

D = FieldClass


class Item(Versioned):
    """A line of an agenda, as everybody at the table may know it: that it is there. Its number
    is where it stands among those the reader knows of."""

    classified = Classified(D.D1, why="the agenda and its order", delete_after_years=10)
    KINDS: ClassVar = {
        ItemKind.PERSON: _("person"),
        ItemKind.DWELLING: _("home"),
        ItemKind.THEME: _("theme"),
    }

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=KINDS)
    dwelling = models.ForeignKey(
        Dwelling, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    theme = models.CharField(_("theme"), max_length=200, blank=True, default="")
    is_taken = models.BooleanField(default=False)  # has been up at the table

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="item_is_about_one_thing",
                condition=Q(kind="person", dwelling=None, theme="")
                | Q(kind="dwelling", dwelling__isnull=False, theme="")
                | (Q(kind="theme", dwelling=None) & ~Q(theme="")),
            ),
            models.UniqueConstraint(
                fields=["meeting", "dwelling"], name="a_home_stands_once_on_an_agenda"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.position}"

    @classmethod
    def add(  # noqa: PLR0913  # an item has this many parts
        cls,
        meeting: Meeting,
        *,
        kind: ItemKind,
        origin: Origin,
        person: Person | None = None,
        dwelling: Dwelling | None = None,
        theme: str = "",
        since: date | None = None,
        by: int | None = None,
    ) -> "Item":
        """Put it last. Raises Refused when it stands there already."""
        last = cls.objects.filter(meeting=meeting).aggregate(n=Max("position"))["n"] or 0
        try:
            with transaction.atomic():
                item = cls.objects.create(
                    meeting=meeting, position=last + 1, kind=kind, dwelling=dwelling, theme=theme
                )
                Matter.objects.create(
                    item=item,
                    meeting=meeting,
                    person=person,
                    origin=origin,
                    since=since,
                    put_up_by_id=by,
                )
                return item
        except IntegrityError as error:
            raise Refused(_("It stands on the agenda already.")) from error

    def take_up(self, *, is_taken: bool = True) -> None:
        self.is_taken = is_taken
        self.save(update_fields=["is_taken"])

    def swap_with(self, other: "Item") -> None:
        self.position, other.position = other.position, self.position
        for item in (self, other):
            item.save(update_fields=["position"])

    def strike(self) -> None:
        """Take it off the agenda. Raises Refused once something has come of it."""
        if (
            self.is_taken
            or self.tasks.exists()
            or Matter.objects.filter(item=self).exclude(decision="").exists()
        ):
            raise Refused(_("Something has come of this item, so it stays in the minutes."))
        Discussion.objects.filter(item=self).delete()
        Matter.objects.filter(item=self).delete()
        self.delete()


class MatterQuerySet(models.QuerySet["Matter"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """About nobody, about those the actor follows, or opened by consent; each with the name
        that a consent opens."""
        rows = self.filter(seen_or_consented(actor, permission)).select_related("person")
        return rows.annotate(consented_name=ConsentedName("person_id"))


class Matter(AboutPerson):
    """Whom an item is about, why it is up, and what was decided."""

    classified = Classified(
        D.D3, why="what was decided together, and why it came up", delete_after_years=10
    )
    ORIGINS: ClassVar = {
        Origin.BY_HAND: _("put up by hand"),
        Origin.STANDING: _("standing item"),
        Origin.NEED_STILL: _("the need has not moved"),
        Origin.HOME_EMPTY: _("the home stands empty"),
        Origin.OFFER_DECLINED: _("an offer was declined"),
        Origin.TASK_LATE: _("a task from before is not done"),
        Origin.HANDOFF_UNANSWERED: _("a hand-off is not answered"),
        Origin.DISCHARGE_COMING: _("a discharge is coming"),
    }

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="matter")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=20, choices=ORIGINS)
    since = models.DateField(null=True)
    put_up_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.TextField(_("decision"), blank=True, default="")
    decided_at = models.DateTimeField(null=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="matter_origin_is_known", condition=Q(origin__in=[str(o) for o in Origin])
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"], name="a_person_stands_once_on_an_agenda"
            ),
        ]
        indexes = [models.Index(fields=["person"], name="matter_by_person")]

    def __str__(self) -> str:
        return f"{self.item_id}"

    @property
    def shown_name(self) -> str:
        name = self.person.shown_name if self.person else ""
        return name or getattr(self, "consented_name", None) or ""

    def decide(self, text: str, *, at: datetime) -> None:
        if text != self.decision:
            self.decision, self.decided_at = text, at if text else None
            self.save(update_fields=["decision", "decided_at"])


class DiscussionQuerySet(models.QuerySet["Discussion"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(Q(person=None) | Q(seen(actor, permission)))


class Discussion(AboutPerson):
    """What was said. About a person it may touch health: for those who follow the person up."""

    classified = Classified(D.D4, why="so that a decision can be understood", delete_after_years=5)

    item = models.OneToOneField(Item, on_delete=models.PROTECT, related_name="discussion")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True, default="")

    objects = DiscussionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.item_id}"

    @classmethod
    def note(cls, item: Item, person_id: int | None, text: str) -> None:
        cls.objects.update_or_create(item=item, defaults={"person_id": person_id, "text": text})
