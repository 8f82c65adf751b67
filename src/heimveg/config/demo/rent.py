"""Half a year of rents in the invented town: charged month by month, paid by most, late by some,
with files from the bank and a few payments nobody knows."""

from datetime import date, timedelta
from random import Random

from django.db import connection

from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.tenancies.commands.issuing import issue_basis
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import Entry, Payment, PaymentFile, PriceIndex, RentAccount
from heimveg.tenancies.rules.rent import first_of_month, months_later

MONTHS = 6
LATE_SHARE, SOME_SHARE = 0.07, 0.05  # have stopped paying; pay some of it
INDEX = 1400  # of this month; invented, as every index of the demo
STRANGERS = (
    "Husleige K. Vollås",
    "leige november",
    "Ola N",
    "Overføring frå sparekonto",
)


def charge_and_pay(town: Town, rng: Random, *, today: date) -> None:
    """Charged on each first; a file from the bank on each fifth."""
    officer = town.users["okonomi"].actor(on=today)
    _write_indices(today)
    habits: dict[int, float] = {}
    for back in range(MONTHS - 1, -1, -1):
        month = months_later(first_of_month(today), -back)
        charge_month(officer, month=month, on=month, at=moment(month))
        paid_on = month + timedelta(days=4)
        if paid_on <= today:
            _pay(rng, habits, month, paid_on, town)
        if back:
            issue_basis(officer, month=month, on=paid_on)


def _write_indices(today: date) -> None:
    """Rises by about three per cent a year; invented."""
    PriceIndex.objects.bulk_create(
        PriceIndex(
            month=months_later(first_of_month(today), -back),
            tenths=INDEX - 3 * back - back // 4,
            source="Oppdikta tal i demoen",
        )
        for back in range(1, 40)
    )


def _pay(rng: Random, habits: dict[int, float], month: date, on: date, town: Town) -> None:
    """One file: most pay the whole month, some half of it, some nothing for the last months."""
    sums: dict[int, int] = {}
    for tenancy_id, ore in Entry.objects.filter(month=month).values_list("tenancy_id", "ore"):
        sums[tenancy_id or 0] = sums.get(tenancy_id or 0, 0) + ore
    accounts = dict(RentAccount.objects.values_list("tenancy_id", "kid"))
    file = PaymentFile.objects.create(
        name=f"OCR.D{on:%d%m%y}", kind="ocr", digest=f"demo-{on.isoformat()}", read_on=on,
        read_by=town.users["okonomi"], lines=0, ore=0,
    )  # fmt: skip
    rows = []
    for tenancy_id, ore in sorted(sums.items()):
        habit = habits.setdefault(tenancy_id, _habit(rng))
        paid = ore if habit == 1 else round(ore * habit / 1000) * 1000
        if paid:
            rows.append((accounts[tenancy_id], paid, ""))
    rows += [("", rng.randrange(40, 90) * 10_000, text) for text in STRANGERS[: month.month % 3]]
    Payment.objects.bulk_create(
        Payment(
            file=file, row=3 + 2 * n, key=f"demo:{on.isoformat()}:{n}", paid_on=on, ore=ore,
            kid=kid, text=text,
        )
        for n, (kid, ore, text) in enumerate(rows)
    )  # fmt: skip
    PaymentFile.objects.filter(pk=file.pk).update(
        lines=len(rows), ore=sum(ore for _kid, ore, _text in rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_known_payments(%s, %s)", [file.pk, on])


def _habit(rng: Random) -> float:
    """What share of the rent somebody pays."""
    draw = rng.random()
    return 0 if draw < LATE_SHARE else 0.5 if draw < LATE_SHARE + SOME_SHARE else 1
