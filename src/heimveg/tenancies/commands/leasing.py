"""Leases: draft, change, sign, end."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.context import reading_as
from heimveg.access.gate import Actor, command
from heimveg.accounts.queries import municipality, system_user
from heimveg.base.errors import Refused
from heimveg.tenancies.lease_paper import lease_pdf
from heimveg.tenancies.lease_wording import frozen, name_of, told
from heimveg.tenancies.models import Lease, LeasePaper, RenewalReview, Tenancy
from heimveg.tenancies.permissions import WRITE_LEASE
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.leases import checks_of
from heimveg.tenancies.queries.security import guaranteed_ore
from heimveg.tenancies.rules.law import Law
from heimveg.tenancies.rules.lease import LeaseState, SignedHow, ceiling_ore, stops


class LeaseStopped(Refused):
    """The law stops the lease; the text names every reason with its paragraph."""


@command(WRITE_LEASE)
def draft_lease(actor: Actor, *, tenancy_id: int, language: str, on: date) -> Lease:
    """The next version of a tenancy's lease, as a draft. Raises Tenancy.DoesNotExist, Refused."""
    mine = Tenancy.objects.permitted_to(actor, WRITE_LEASE).select_for_update(of=("self",))
    tenancy = mine.get(pk=tenancy_id)
    if tenancy.ended_on is not None:
        raise Refused(_("The tenancy has an end. Nothing new is agreed about it."))
    return Lease.draft(tenancy, language=language, on=on)


@command(WRITE_LEASE)
def change_lease(
    actor: Actor, *, lease_id: int, version: int, content: Mapping[str, Any]
) -> Lease:
    """Write the form over the draft. Raises Lease.DoesNotExist, Stale, and Refused once signed."""
    lease = _locked(actor, lease_id)
    if lease.state != LeaseState.DRAFT:
        raise Refused(_("A signed lease never changes. Write the next version."))
    lease.claim(version)
    for name, value in content.items():
        setattr(lease, name, value)
    lease.save(update_fields=[*content])
    return lease


@command(WRITE_LEASE)
def throw_draft_away(actor: Actor, *, lease_id: int, version: int) -> Lease:
    """The draft is gone; what is signed stands. Raises Lease.DoesNotExist, Stale, Refused."""
    lease = _locked(actor, lease_id)
    if lease.state != LeaseState.DRAFT:
        raise Refused(_("A signed lease never changes. Write the next version."))
    lease.claim(version)
    lease.delete()
    return lease


@command(WRITE_LEASE)
def sign_lease(
    actor: Actor, *, lease_id: int, version: int, how: SignedHow, signed_on: date, on: date
) -> Lease:
    """Both have signed, on `signed_on`. It takes over from the version before on its first day,
    and the paper is kept.

    Raises LeaseStopped with every reason and its paragraph where the law stops it, and Refused
    while another one is coming.
    """
    lease = _locked(actor, lease_id)
    if lease.state != LeaseState.DRAFT:
        raise Refused(_("This lease is signed already."))
    law, guaranteed = law_on(signed_on), guaranteed_ore(lease.tenancy_id, on=on)
    checks = checks_of(lease, on=signed_on, guaranteed_ore=guaranteed)
    if stopped := stops(checks):
        why = (f"{each.title} ({each.paragraph}): {each.text}" for each in told(stopped, law))
        raise LeaseStopped(" ".join(why))
    lease.claim(version)
    with _security_in_words(law):
        lease.sign(
            signed_on=signed_on,
            how=how,
            by=actor.user_id,
            checks=frozen(checks, law),
            ceiling_ore=ceiling_ore(lease.rent_ore_month, law),
            on=on,
        )
    LeasePaper.keep(lease, lease_pdf(lease, municipality(), law))
    # Who signs may be a landlord, who sees no reviews.
    with reading_as(system_user().pk):
        RenewalReview.settle_by(lease, reasons=_why_stay(lease), on=on, by=actor.user_id)
    return lease


def _why_stay(lease: Lease) -> str:
    """The reason of a review that a new lease decided, in the municipality's language."""
    with translation.override(municipality().default_language or "nb"):
        told = {
            "number": lease.number,
            "signed": date_format(lease.signed_on, "DATE_FORMAT") if lease.signed_on else "",
            "first": date_format(lease.starts_on, "DATE_FORMAT"),
        }
        return (
            _("A new lease, version %(number)s, was signed on %(signed)s. It runs from %(first)s.")
            % told
        )


@contextmanager
def _security_in_words(law: Law) -> Iterator[None]:
    """The signer may not see the guarantee; the database adds it up all the same."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diag = getattr(error.__cause__, "diag", None)
        if getattr(diag, "constraint_name", None) != "deposit_and_guarantee_keep_to_the_ceiling":
            raise
        row = law["deposit"]
        why = _(
            "Deposit and guarantee are together more than %(number)s months' rent (%(paragraph)s)."
            " Lower the deposit, or ask who follows the tenant up to lower the guarantee."
        )
        told = {"number": row.number, "paragraph": name_of(row)}
        raise LeaseStopped(why % told) from error


@command(WRITE_LEASE)
def withdraw_lease(actor: Actor, *, lease_id: int, version: int, on: date) -> Lease:
    """A signed lease is taken back before its first day: the one before it goes on, and a review
    that it decided is open again.

    Raises Lease.DoesNotExist, Stale, and Refused once it holds.
    """
    lease = _locked(actor, lease_id)
    lease.claim(version)
    lease.withdraw(on=on)
    with reading_as(system_user().pk):
        RenewalReview.reopen_after(lease)
    return lease


@command(WRITE_LEASE)
def end_lease(actor: Actor, *, lease_id: int, version: int, on: date) -> Lease:
    """The parties agree that the lease ends on `on`, the first day without."""
    lease = _locked(actor, lease_id)
    lease.claim(version)
    lease.end(on=on)
    return lease


def _locked(actor: Actor, lease_id: int) -> Lease:
    """The tenancy first, then the lease: two versions are never signed at once."""
    mine = Lease.objects.permitted_to(actor, WRITE_LEASE)
    tenancy_id = mine.values_list("tenancy_id", flat=True).get(pk=lease_id)
    Tenancy.objects.select_for_update(of=("self",)).get(pk=tenancy_id)
    related = mine.select_related("tenancy__dwelling", "person")
    return related.select_for_update(of=("self",)).get(pk=lease_id)
