"""Homes at risk, steps that are due, instalments that were missed, and measures to review."""

from datetime import date, timedelta

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from heimveg.access.gate import Actor
from heimveg.base.parts import Worklist, WorkRow
from heimveg.desk.worklists.asking import Asking, First
from heimveg.desk.worklists.panel import MOST, first_up, short
from heimveg.persons.sight import FirstSeen
from heimveg.prevention.models import HomeSign, InstalmentPlan, PreventionCase
from heimveg.prevention.permissions import READ_MONEY_SIGNS, READ_SIGNS
from heimveg.prevention.queries import cases
from heimveg.prevention.queries.ladder import ladder
from heimveg.prevention.rules import PlanState
from heimveg.prevention.wording import rung_text
from heimveg.support.models import RightsMeasure
from heimveg.support.permissions import READ_MEASURES
from heimveg.tenancies.queries.listing import AddressIsHidden

SOON_DAYS = 3
RECENT_DAYS = 14
REVIEW_DAYS = 14


def _steps(actor: Actor, on: date) -> FirstSeen:
    return cases.steps_due(actor, by=on + timedelta(days=SOON_DAYS), at_most=MOST + 1)


def steps_due(actor: Actor, on: date) -> Asking:
    """The next steps to keep a home, due within three days or late."""
    names = {rung.code: rung_text(rung) for rung in ladder(on=on)}
    found = yield First(_steps, ("tenancy__dwelling", "person"))
    return Worklist(
        id="prevention-steps",
        title=_("Steps to keep a home"),
        icon="house-heart",
        count=found.count,
        has_more=found.has_more,
        url=reverse("prevention:list"),
        empty=_("No step is due. A sign from a home or a rent unpaid for a month brings one."),
        rows=[_step(row, names, on) for row in found.rows],
    )


def _step(row: PreventionCase, names: dict[str, str], on: date) -> WorkRow:
    days = (on - row.next_due_on).days if row.next_due_on else 0
    return WorkRow(
        what=row.person.shown_name,
        why=names.get(row.next_code, ""),
        url=reverse("prevention:case", args=[row.tenancy_id]),
        days=days if days > 0 else None,
        is_late=days > 0,
        next=_("Record a step"),
        next_url=reverse("prevention:take-step", args=[row.tenancy_id]),
    )


def _broken(actor: Actor, on: date) -> QuerySet[InstalmentPlan]:
    rows = InstalmentPlan.objects.permitted_to(actor, READ_MONEY_SIGNS)
    broken = rows.filter(state=PlanState.BROKEN).exclude(AddressIsHidden("person_id"))
    return broken.order_by("broken_on", "pk")


def instalments_missed(actor: Actor, on: date) -> Asking:
    """Plans of instalments that were broken."""
    found = yield First(_broken, ("tenancy__dwelling", "person"))
    return Worklist(
        id="instalments-missed",
        title=_("Instalments missed"),
        icon="kroner",
        count=found.count,
        has_more=found.has_more,
        url=reverse("tenancies:rent"),
        empty=_("Every plan of instalments is kept."),
        rows=[
            WorkRow(
                what=row.person.shown_name,
                why=row.tenancy.dwelling.address,
                url=reverse("tenancies:rent-account", args=[row.tenancy_id]),
                days=(on - row.broken_on).days if row.broken_on else None,
                is_late=True,
                next=_("See the account"),
            )
            for row in found.rows
        ],
    )


def _lately(actor: Actor, on: date) -> QuerySet[HomeSign]:
    rows = HomeSign.objects.permitted_to(actor, READ_SIGNS)
    rows = rows.filter(seen_on__gte=on - timedelta(days=RECENT_DAYS))
    return rows.exclude(AddressIsHidden("person_id")).order_by("-seen_on", "-pk")


def signs_seen(actor: Actor, on: date) -> Asking:
    """What was seen lately at the homes one keeps."""
    found = yield First(_lately, ("tenancy__dwelling",))
    return Worklist(
        id="home-signs",
        title=_("Signs from the homes"),
        icon="exclamation",
        count=found.count,
        has_more=found.has_more,
        url=reverse("prevention:signs"),
        empty=_("Nothing was noted at your homes the last two weeks."),
        rows=[
            WorkRow(
                what=row.tenancy.dwelling.address,
                why=_("%(what)s, %(day)s")
                % {"what": first_up(row.get_kind_display()), "day": short(row.seen_on)},
                url=reverse("desk:tenancy", args=[row.tenancy_id]),
                next=_("See the tenancy"),
            )
            for row in found.rows
        ],
    )


def _to_review(actor: Actor, on: date) -> QuerySet[RightsMeasure]:
    rows = RightsMeasure.objects.permitted_to(actor, READ_MEASURES).open()
    due = rows.filter(review_on__lte=on + timedelta(days=REVIEW_DAYS))
    return due.order_by(F("review_on").asc(), "pk")


def reviews_due(actor: Actor, on: date) -> Asking:
    """Measures that touch a person's rights, to be looked at anew within two weeks or late."""
    found = yield First(_to_review, ("person",))
    return Worklist(
        id="rights-reviews",
        title=_("Measures to review"),
        icon="gavel",
        count=found.count,
        has_more=found.has_more,
        url=reverse("support:measures"),
        empty=_("No measure that touches a person's rights waits for its review."),
        rows=[_review(row, on) for row in found.rows],
    )


def _review(row: RightsMeasure, on: date) -> WorkRow:
    days = (on - row.review_on).days
    return WorkRow(
        what=row.person.shown_name,
        why=_("%(what)s, review by %(day)s")
        % {"what": first_up(row.get_kind_display()), "day": short(row.review_on)},
        url=reverse("support:measure", args=[row.pk]),
        days=days if days > 0 else None,
        is_late=days > 0,
        next=_("Review it"),
        next_url=reverse("support:review", args=[row.pk]),
    )
