"""Charging a month, correcting what was booked, and regulating rents by the index.

A whole month is charged and all rents are regulated whoever presses the button: also for tenants
with protected addresses, whom that colleague does not see. What is told back is a sum.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heimveg.access.context import reading_as
from heimveg.access.gate import Actor, command
from heimveg.accounts.queries import municipality, system_user, units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.base.errors import Invalid, Refused, Stale
from heimveg.base.transactions import may_think_long, one_at_a_time
from heimveg.notices.models import Notice
from heimveg.notices.rules import Channel
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis, EndReason
from heimveg.tenancies import wording
from heimveg.tenancies.models import AgreedRent, ChargeRun, Entry, PriceIndex, RentAccount, Tenancy
from heimveg.tenancies.permissions import KEEP_LEDGER, REGULATE_RENT
from heimveg.tenancies.queries import charging, regulated, regulation, settling
from heimveg.tenancies.queries.payments import unplaced_payments
from heimveg.tenancies.queries.rent import rent_rules
from heimveg.tenancies.rules.rent import EntryKind, Why, first_of_month


@command(KEEP_LEDGER)
def charge_month(actor: Actor, *, month: date, on: date, at: datetime) -> ChargeRun:
    """Charge every tenancy its share of `month`, once: run again, only what has changed since is
    charged or taken back. Tenancies that began or ended in the month before are settled too.
    Then the economy office lets go of those who have moved and whose account is settled.

    Raises Refused for a month after the next, and for one before the first that was charged here.
    """
    first = first_of_month(month)
    if (first.year - on.year) * 12 + first.month - on.month > 1:
        raise Refused(_("Rent is charged for this month or the next, not further ahead."))
    _refuse_before_the_first(first)
    may_think_long()
    one_at_a_time("rents are charged")  # else both charge what neither sees of the other
    with reading_as(system_user().pk):
        _open_accounts(first, on=on)
        entries = [
            entry
            for line in charging.lines_of(first, rules=rent_rules(on=first), on=on)
            for entry in _booked(line, by=actor.user_id, on=on, at=at)
        ]
        Entry.post(entries)
        _follow_accounts(on=on, by=actor.user_id)
    return ChargeRun.objects.create(
        month=first,
        run_on=on,
        made_by_id=actor.user_id,
        entries=len(entries),
        ore=sum(entry.signed_ore for entry in entries),
    )


def _refuse_before_the_first(month: date) -> None:
    """Rent of earlier months was charged elsewhere, before Heimveg: nobody pays it twice."""
    begun = ChargeRun.objects.aggregate(month=Min("month"))["month"]
    if begun is not None and month < begun:
        text = _("Rent has been charged here since %(month)s. What is older is not charged here.")
        raise Refused(text % {"month": date_format(begun, "F Y")})


def _open_accounts(month: date, *, on: date) -> None:
    """An account, and the agreed rent, for each tenancy of the month that has none."""
    new = list(charging.without_account(month))
    parts = charging.parts_of([tenancy.dwelling_id for tenancy in new])
    RentAccount.open(*new, on=on)
    # A lease that was signed before the first charge has written its rent already.
    rents = AgreedRent.objects.standing().filter(tenancy__in=new)
    agreed = set(rents.values_list("tenancy_id", flat=True))
    AgreedRent.objects.bulk_create(
        (
            row
            for tenancy in new
            if tenancy.pk not in agreed
            for row in AgreedRent.agreed(tenancy, parts.get(tenancy.dwelling_id, {}))
        ),
        batch_size=2000,
    )


def _booked(line: charging.Line, *, by: int, on: date, at: datetime) -> Iterable[Entry]:
    """What settles a part of a month: a charge, one afterwards, or corrections."""
    if line.missing_ore > 0:
        kind = EntryKind.EXTRA if line.charged else EntryKind.CHARGE
        yield Entry.draft(
            kind,
            tenancy=line.tenancy,
            ore=line.missing_ore,
            due_on=line.due_on if kind is EntryKind.CHARGE else max(line.due_on, on),
            booked_on=on,
            by=by,
            at=at,
            month=line.month,
            part=line.part,
        )
    yield from line.corrections(by=by, on=on, at=at)


def _follow_accounts(*, on: date, by: int) -> None:
    """End the economy office's relation to those who moved out and whose account is settled, and
    begin it anew where something is owed after all: the bank took a payment back, or a month was
    settled late. Asked after charging: before that, what the last days cost is not booked."""
    settling.settled_relations(on=on).end(on=on, reason=EndReason.OVER)
    offices = units_of_kind(UnitKind.ECONOMY, on=on)
    for person_id in settling.left_with_a_balance(on=on):
        for office in offices:
            Responsibility.contribute(
                person_id, unit=office, basis=Basis.TENANCY, by=by, on=on, accepted_on=on
            )


@command(KEEP_LEDGER)
def correct_entry(
    actor: Actor, *, entry_id: int, ore: int, why: Why, on: date, at: datetime
) -> Entry:
    """Take back some or all of an entry by another. Raises Entry.DoesNotExist, and Invalid when
    more would be taken back than stands."""
    mine = Entry.objects.permitted_to(actor, KEEP_LEDGER).select_for_update(of=("self",))
    entry = mine.get(pk=entry_id)
    try:
        correction = entry.correction(ore=ore, why=why, on=on, by=actor.user_id, at=at)
    except KeyError as error:
        raise Refused(_("What the bank has told is corrected by the bank.")) from error
    try:
        with transaction.atomic():
            correction.save(force_insert=True)
    except IntegrityError as error:
        if _broken(error) != "no_more_is_corrected_than_stands":
            raise
        too_much = _("More than stands of this entry. Look at what was corrected before.")
        raise Invalid({"amount": too_much}) from error
    return correction


@command(KEEP_LEDGER)
def place_payment(
    actor: Actor, *, payment_id: int, tenancy_id: int, on: date, at: datetime
) -> Entry:
    """Put a payment from somebody unknown on a tenancy's account, all that rests of it.

    Raises Payment.DoesNotExist, Tenancy.DoesNotExist, and Refused when a colleague was quicker.
    """
    payment: Any = unplaced_payments().get(pk=payment_id)
    tenancy = Tenancy.objects.permitted_to(actor, KEEP_LEDGER).get(pk=tenancy_id)
    RentAccount.open(tenancy, on=on)
    entry = Entry.draft(
        EntryKind.PLACED,
        tenancy=tenancy,
        ore=payment.rest_ore,
        due_on=payment.paid_on,
        booked_on=on,
        by=actor.user_id,
        at=at,
        payment=payment,
    )
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        if _broken(error) != "no_more_is_placed_than_came_in":
            raise
        raise Refused(_("Somebody else has placed this payment just now.")) from error
    return entry


@command(REGULATE_RENT)
def note_index(actor: Actor, *, month: date, tenths: int, source: str) -> PriceIndex:  # noqa: ARG001
    """Write the consumer price index of a month, as it was published."""
    return PriceIndex.note(month=first_of_month(month), tenths=tenths, source=source)


@command(REGULATE_RENT)
def regulate_rents(
    actor: Actor,  # noqa: ARG001
    *,
    from_on: date,
    on: date,
    at: datetime,
    shown: tuple[int, int] | None = None,
) -> PriceIndex:
    """Tell every tenant whose rent may be regulated from `from_on` what it will be, and let it
    hold from that day. One letter to each, in the tenant's language, in the same transaction.
    `shown`: how many, and their rents afterwards in øre, as they were shown before it was done.

    Raises Refused when no index is known or nobody's rent can be regulated, and Stale when it is
    no longer what was shown.
    """
    now = regulation.newest_index(on=on)
    if now is None:
        raise Refused(_("No price index is written yet. Write the newest one first."))
    may_think_long()
    one_at_a_time("rents are regulated")
    with reading_as(system_user().pk):
        office = municipality()
        coming = [
            row
            for day in regulation.days_coming(on=on)
            if day.from_on == from_on
            for row in regulation.regulations(day.rents, from_on=from_on, on=on)
        ]
        now_shown = (len(coming), sum(row.after_ore for row in coming))
        if coming and shown not in (None, now_shown):
            raise Stale(_("The rents have changed since you saw them. Look at them again."))
        rents = AgreedRent.objects.bulk_create(row.agreed(told_on=on) for row in coming)
        for row, rent in zip(coming, rents, strict=True):
            language = row.tenancy.person.language or office.default_language
            Notice.queue(
                key=regulated.letter_key(rent),
                channel=Channel.LETTER,
                language=language,
                at=at,
                person=row.tenancy.person,
                body=wording.regulation_letter(row, office, language=language, on=on),
            )
    if not coming:
        raise Refused(_("Nobody's rent can be regulated from that day. Look at the list again."))
    return now


@command(REGULATE_RENT)
def take_back_regulation(
    actor: Actor, *, from_on: date, rent_id: int | None, on: date, at: datetime
) -> PriceIndex:
    """Take back one regulated rent, or all of a day, before that day; each tenant gets a letter
    that the rent stays. What was written before stands on the account, with both letters.

    Raises AgreedRent.DoesNotExist, and Refused from the first day on, or where none is left.
    """
    if on >= from_on:
        raise Refused(_("The new rent holds already. Correct it on the account."))
    may_think_long()
    one_at_a_time("rents are regulated")
    if rent_id is not None:
        mine = AgreedRent.objects.permitted_to(actor, REGULATE_RENT)
        mine.get(pk=rent_id, basis="index", from_on=from_on)
    with reading_as(system_user().pk):
        office = municipality()
        rows = AgreedRent.objects.standing().filter(basis="index", from_on=from_on)
        rows = rows.filter(pk=rent_id) if rent_id is not None else rows
        rents = list(rows.select_related("tenancy__person", "tenancy__dwelling"))
        for rent in rents:
            language = rent.tenancy.person.language or office.default_language
            Notice.queue(
                key=regulated.withdrawal_key(rent),
                channel=Channel.LETTER,
                language=language,
                at=at,
                person=rent.tenancy.person,
                body=wording.regulation_taken_back(rent, office, language=language, on=on),
            )
        rows.update(taken_back_on=on)
    if not rents:
        raise Refused(_("Nothing of this is left to take back."))
    return PriceIndex.objects.latest("month")


def _broken(error: IntegrityError) -> str:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
