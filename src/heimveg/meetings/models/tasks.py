"""What somebody said they would do, and by when."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.reading import AboutPerson
from heimveg.accounts.models import User
from heimveg.base.errors import Refused
from heimveg.base.models import Versioned
from heimveg.meetings.models.items import Item
from heimveg.meetings.models.series import Series
from heimveg.meetings.rules import TaskState
from heimveg.meetings.sight import ConsentedName, seen_or_consented
from heimveg.persons.models import Person


class TaskQuerySet(models.QuerySet["Task"]):
    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """About nobody, about those the actor follows, or opened by consent; each with the name
        that a consent opens."""
        rows = self.filter(seen_or_consented(actor, permission)).select_related("person")
        return rows.annotate(consented_name=ConsentedName("person_id"))

    def open(self) -> Self:
        return self.filter(state=TaskState.OPEN)


class Task(AboutPerson, Versioned):
    """Somebody does something by a day. It returns to each agenda until it is done."""

    classified = Classified(
        FieldClass.D3, why="that what was agreed is done", delete_after_years=10
    )
    STATES: ClassVar = {
        TaskState.OPEN: _("to do"),
        TaskState.DONE: _("done"),
        TaskState.DROPPED: _("no longer needed"),
    }

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="tasks")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.CharField(_("what is to be done"), max_length=300)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("by"))
    state = models.CharField(max_length=10, choices=STATES, default=TaskState.OPEN)
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TaskQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="task_state_is_known", condition=Q(state__in=[str(s) for s in TaskState])
            ),
            models.CheckConstraint(
                name="ended_task_has_its_day",
                condition=Q(state="open", ended_on=None)
                | (~Q(state="open") & Q(ended_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], name="task_by_owner"),
            models.Index(fields=["person"], name="task_by_person"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def shown_name(self) -> str:
        name = self.person.shown_name if self.person else ""
        return name or getattr(self, "consented_name", None) or ""

    @property
    def is_open(self) -> bool:
        return self.state == TaskState.OPEN

    @classmethod
    def give(
        cls, item: Item, *, person_id: int | None, text: str, owner_id: int, due_on: date
    ) -> "Task":
        return cls.objects.create(
            series_id=item.meeting.series_id,
            item=item,
            person_id=person_id,
            text=text,
            owner_id=owner_id,
            due_on=due_on,
        )

    def end(self, state: TaskState, *, on: date, by: int) -> None:
        """Raises Refused when it is ended already."""
        if not self.is_open:
            raise Refused(_("The task is ended already."))
        self.state, self.ended_on, self.ended_by_id = state, on, by
        self.save(update_fields=["state", "ended_on", "ended_by"])
