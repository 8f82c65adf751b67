"""What a new first day changes, told before it is set."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.tenancies.lease_wording import name_of
from heimveg.tenancies.models import Lease, Tenancy
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.rules.beginning import end_moved
from heimveg.tenancies.rules.lease import LeaseState, ShortGround, is_short


@dataclass(frozen=True, slots=True)
class NewDays:
    """`until`: until when the lease is to run afterwards. It moves along while nothing is signed,
    with the draft where there is one that has the same days; what is `signed` keeps its end."""

    tenancy: Tenancy
    first_day: date
    until: date | None
    draft: Lease | None
    signed: Lease | None

    @property
    def draft_until(self) -> date | None:
        """The draft is as long as it was, also where it says another end than the tenancy."""
        if self.draft is None or self.draft.ends_on is None:
            return None
        was = self.draft.starts_on
        return end_moved(self.draft.ends_on, was=was, first_day=self.first_day)


def new_days(tenancy: Tenancy, first_day: date) -> NewDays:
    was, until = tenancy.started_on, tenancy.lease_until
    signed = Lease.objects.filter(tenancy=tenancy).lasting().order_by("-number").first()
    drafts = Lease.objects.filter(tenancy=tenancy, state=LeaseState.DRAFT, starts_on=was)
    if signed is None and until is not None:
        until = end_moved(until, was=was, first_day=first_day)
    return NewDays(tenancy, first_day, until, None if signed else drafts.first(), signed)


def refuse_first_day(days: NewDays, *, was: date, on: date) -> None:
    """Raises Stale where a colleague has set another day since `was`, Refused for a tenancy that
    has begun, and Invalid for a day that is over, or on which nothing would run any more."""
    tenancy, first_day = days.tenancy, days.first_day
    if tenancy.started_on != was:
        raise Stale(_("Somebody else set another day after you opened it."))
    if was <= on and not Tenancy.objects.waiting(on).filter(pk=tenancy.pk).exists():
        raise Refused(_("The tenancy has begun. Its first day stands."))
    if first_day < on:
        raise Invalid({"first_day": _("Choose today or a later day.")})
    if tenancy.ended_on is not None and first_day >= tenancy.ended_on:
        raise Invalid({"first_day": _("The tenancy has ended by then.")})
    if days.signed and days.until is not None and first_day >= days.until:
        raise Invalid({"first_day": _("The lease that is signed has run out by then.")})


def told_of_days(days: NewDays) -> list[str]:
    """What happens, in sentences."""
    first = _("The tenancy begins on %(day)s, not on %(was)s. Nobody is charged rent before that.")
    told = {"day": _day(days.first_day), "was": _day(days.tenancy.started_on)}
    return [first % told, *_of_the_end(days), *_of_what_is_signed(days)]


def _of_the_end(days: NewDays) -> Iterator[str]:
    before = days.tenancy.lease_until
    if days.signed is None and days.until is not None:
        text = _(
            "The lease is to run until %(day)s, not until %(was)s: as long as before, counted from"
            " the new first day (%(paragraph)s)."
        )
        row = law_on(days.first_day)["minimum_length"]
        yield text % {"day": _day(days.until), "was": _day(before), "paragraph": name_of(row)}
    if days.draft is not None:
        yield _("The draft of the lease moves along, and stays as long as it is.")


def _of_what_is_signed(days: NewDays) -> Iterator[str]:
    lease = days.signed
    if lease is None:
        return
    told = {"number": lease.number, "first": _day(lease.starts_on), "last": _day(lease.ends_on)}
    if lease.ends_on is None:
        text = _(
            "Version %(number)s of the lease is signed and never changes: it says from %(first)s"
            " and has no end. Write the next version with the new day."
        )
        yield text % told
        return
    text = _(
        "Version %(number)s of the lease is signed and never changes: it says from %(first)s until"
        " %(last)s, and keeps that end. Write the next version with the new days."
    )
    yield text % told
    law = law_on(days.first_day)
    terms = replace(lease.law_terms(), starts_on=days.first_day)
    if lease.short_ground == ShortGround.NONE and is_short(terms, law):
        row = law["minimum_length_own_house" if lease.in_landlords_house else "minimum_length"]
        text = ngettext(
            "From the new day that is less than the %(years)s year a fixed term lasts at least"
            " (%(paragraph)s).",
            "From the new day that is less than the %(years)s years a fixed term lasts at least"
            " (%(paragraph)s).",
            row.number,
        )
        yield text % {"years": row.number, "paragraph": name_of(row)}


def _day(day: date | None) -> str:
    return date_format(day, "DATE_FORMAT") if day else ""
