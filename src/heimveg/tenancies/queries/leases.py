"""Leases: the versions of a tenancy, and what the law says to one of them."""

from datetime import date

from heimveg.access.gate import Actor, Permission
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.dwellings.rules.tenant_words import about_the_tenant
from heimveg.dwellings.wording import tenant_words
from heimveg.tenancies.models import AgreedRent, Lease, QuitNotice, Tenancy
from heimveg.tenancies.models.lease import LeaseQuerySet
from heimveg.tenancies.permissions import READ_TENANCIES
from heimveg.tenancies.queries.law import law_on
from heimveg.tenancies.queries.listing import AddressIsHidden
from heimveg.tenancies.rules.lease import Check, LeaseState, ShortGround, check_lease, is_short
from heimveg.tenancies.rules.quitting import GivenBy
from heimveg.tenancies.rules.raising import RentBefore
from heimveg.tenancies.rules.safety import Before


def leases_known(actor: Actor, permission: Permission = READ_TENANCIES) -> LeaseQuerySet:
    rows = Lease.objects.permitted_to(actor, permission)
    return rows.exclude(AddressIsHidden("person_id"))


def leases_of(actor: Actor, tenancy: Tenancy) -> list[Lease]:
    """Newest first."""
    rows = leases_known(actor).filter(tenancy=tenancy).select_related("tenancy")
    return list(rows.order_by("-number"))


def notices_of(actor: Actor, tenancy: Tenancy) -> list[QuitNotice]:
    """Newest first, each with its protests."""
    rows = QuitNotice.objects.permitted_to(actor, READ_TENANCIES).filter(tenancy=tenancy)
    rows = rows.prefetch_related("protests")
    return list(rows.order_by("-given_on", "-pk"))


def version_before(actor: Actor, lease: Lease) -> Lease | None:
    """The one that it changes: the last that was agreed, and not taken back."""
    rows = leases_known(actor).filter(tenancy=lease.tenancy_id, number__lt=lease.number)
    return rows.lasting().order_by("-number").first()


def rent_on(tenancy: Tenancy, day: date) -> int | None:
    """Øre a month as agreed on a day, with what leases and the index changed; None unknown."""
    return sum(AgreedRent.on(tenancy, day).values()) or tenancy.rent_ore_month


def coming_rent(tenancy: Tenancy, day: date) -> tuple[date, int] | None:
    """The next day another rent holds, and øre a month from then."""
    rows = AgreedRent.objects.standing().filter(tenancy=tenancy, from_on__gt=day)
    first = rows.order_by("from_on").values_list("from_on", flat=True).first()
    return None if first is None else (first, sum(AgreedRent.on(tenancy, first).values()))


def earlier_short(lease: Lease) -> int:
    """How many short leases of the same tenancy came before, without a long one between."""
    rows = Lease.objects.filter(tenancy_id=lease.tenancy_id, number__lt=lease.number)
    count = 0
    for row in rows.lasting().order_by("-number"):
        if not is_short(row.law_terms(), law_on(row.drafted_on)):
            break
        count += 1
    return count


def before_it(lease: Lease) -> Before | None:
    """What it takes over from: the version before, or what was so without being written here."""
    rows = Lease.objects.filter(tenancy_id=lease.tenancy_id, number__lt=lease.number)
    last = rows.lasting().order_by("-number").first()
    if last is not None:
        is_municipal = last.short_ground == ShortGround.MUNICIPAL
        return Before(last.number, last.ended_on or last.ends_on, is_municipal)
    is_draft = lease.state == LeaseState.DRAFT
    until = lease.tenancy.lease_until if is_draft else lease.tenancy_until_before
    has_lived_here = lease.starts_on > lease.tenancy.started_on
    return Before(0, None, is_municipal=False) if has_lived_here and until is None else None


def rent_before(lease: Lease) -> RentBefore | None:
    """What is paid on a draft's first day, where what it takes over from still runs then."""
    tenancy, day = lease.tenancy, lease.starts_on
    if lease.state != LeaseState.DRAFT:
        return None
    last = Lease.objects.filter(tenancy=tenancy, number__lt=lease.number).lasting()
    newest = last.order_by("-number").first()
    until = (newest.ended_on or newest.ends_on) if newest else tenancy.lease_until
    if (newest is None and day <= tenancy.started_on) or (until is not None and day >= until):
        return None
    ore = rent_on(tenancy, day)
    if ore is None:
        return None
    set_on = AgreedRent.objects.standing().filter(tenancy=tenancy, from_on__lte=day)
    since = set_on.order_by("-from_on").values_list("from_on", flat=True).first()
    return RentBefore(ore, since or tenancy.started_on, tenancy.started_on)


def checks_of(lease: Lease, *, on: date, guaranteed_ore: int = 0) -> list[Check]:
    """Point by point, as the law reads on `on`, for a lease signed that day. `guaranteed_ore`:
    what is guaranteed beside it."""
    found = conditions_in(lease.terms, condition_words())
    asked = QuitNotice.objects.filter(
        tenancy=lease.tenancy_id, given_by=GivenBy.LANDLORD, withdrawn_on=None
    )
    terms = lease.law_terms(
        earlier_short=earlier_short(lease),
        conditions=[each.sentence for each in found],
        about_tenant=about_the_tenant(lease.terms, tenant_words(on)),
        before=before_it(lease),
        rent_before=rent_before(lease),
        guaranteed_ore=guaranteed_ore,
        was_asked_to_move=asked.exists(),
    )
    return check_lease(terms, law_on(on), signed_on=on)
