"""Whether somebody met outside is one of ours, and two records for who decides between units."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import short
from heimveg.intake.models import Likeness
from heimveg.intake.queries import likenesses as queries
from heimveg.intake.rules import LikenessState


def _waiting(actor: Actor, on: date) -> QuerySet[Likeness]:
    return queries.waiting(actor, on=on)


def likenesses(_actor: Actor, on: date) -> Asking:
    found = yield First(_waiting, ("person",))
    return Worklist(
        id="likenesses",
        title=_("Met outside: one of ours?"),
        icon="person-group",
        count=found.count,
        has_more=found.has_more,
        url=reverse("intake:likenesses"),
        empty=_("Nobody met by another unit is like somebody you follow."),
        rows=[_row(row, on) for row in found.rows],
    )


def _row(row: Likeness, on: date) -> WorkRow:
    asked = _("Met by another unit %(day)s: the same?") % {"day": short(row.met_on)}
    is_asked = row.state == LikenessState.ASKED
    return WorkRow(
        what=row.person.shown_name,
        why=asked if is_asked else _("Two records, perhaps one person"),
        url=reverse("intake:likeness", args=[row.pk]),
        days=(on - row.asked_on).days,
        next=_("Answer") if is_asked else _("Decide"),
    )
