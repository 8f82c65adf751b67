"""Months of rents in the invented town or city: charged month by month, paid by most, late by
some, with files from the bank and a few payments nobody knows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import connection
from tqdm import tqdm

from heimveg.config.demo.rows import moment
from heimveg.config.demo.town import Town
from heimveg.tenancies.commands.issuing import issue_basis
from heimveg.tenancies.commands.rent import charge_month
from heimveg.tenancies.models import Entry, Payment, PaymentFile, PriceIndex, RentAccount
from heimveg.tenancies.rules.rent import first_of_month, months_later


@dataclass(frozen=True, slots=True)
class Habits:
    """How people pay: shares that pay the month late, half of it, nothing; the rest pay."""

    months: int  # how long back
    late: float
    half: float
    nothing: float
    strangers: int = 1  # times over: payments nobody knows

    def of(self, draw: float) -> str:
        for habit, share in (("late", self.late), ("half", self.half), ("nothing", self.nothing)):
            if draw < share:
                return habit
            draw -= share
        return "whole"


TOWN = Habits(months=6, late=0, half=0.05, nothing=0.07)
CITY = Habits(months=4, late=0.04, half=0.02, nothing=0.02, strangers=15)
INDEX = 1400  # of this month; invented, as every index of the demo
STRANGERS = (
    "Husleige K. Vollås",
    "leige november",
    "Ola N",
    "Overføring frå sparekonto",
)


def charge_and_pay(
    town: Town, rng: Random, *, today: date, habits: Habits = TOWN, unpaid: Iterable[int] = ()
) -> None:
    """Charged on each first; a file from the bank on each fifth. Of the tenancies `unpaid` nothing
    is paid."""
    officer = town.users["okonomi"].actor(on=today)
    _write_indices(today)
    payers = Payers(habits, rng)
    payers.known |= dict.fromkeys(unpaid, "nothing")
    this = first_of_month(today)
    months = [months_later(this, -back) for back in range(habits.months - 1, -1, -1)]
    for month in tqdm(months, desc="rents", unit="months", leave=False):
        charge_month(officer, month=month, on=month, at=moment(month))
        paid_on = month + timedelta(days=4)
        if paid_on <= today:
            _pay(payers, month, paid_on, officer.user_id)
        if month != this:
            issue_basis(officer, month=month, on=paid_on)


class Payers:
    """What each pays of a month; what they do, they do every month."""

    def __init__(self, habits: Habits, rng: Random) -> None:
        self.habits, self.rng = habits, rng
        self.known: dict[int, str] = {}
        self.before: dict[int, int] = {}  # tenancy → what was charged the month before

    def paid(self, sums: dict[int, int]) -> list[tuple[int, int]]:
        """(tenancy, øre) of a month, from (tenancy → øre charged)."""
        found = []
        for tenancy_id, ore in sorted(sums.items()):
            habit = self.known.setdefault(tenancy_id, self.habits.of(self.rng.random()))
            pays = {
                "whole": ore,
                "late": self.before.get(tenancy_id, 0),
                "half": round(ore / 2000) * 1000,
                "nothing": 0,
            }
            if pays[habit]:
                found.append((tenancy_id, pays[habit]))
        self.before = sums
        return found

    def strangers(self, month: date) -> list[tuple[int, str]]:
        """(øre, text) of payments nobody knows."""
        texts = STRANGERS[: month.month % 3] * self.habits.strangers
        return [(self.rng.randrange(40, 90) * 10_000, text) for text in texts]


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


def _pay(payers: Payers, month: date, on: date, officer_id: int) -> None:
    """The bank's file of a month, read."""
    sums: Counter[int] = Counter()
    for tenancy_id, ore in Entry.objects.filter(month=month).values_list("tenancy_id", "ore"):
        sums[tenancy_id or 0] += ore
    accounts = dict(RentAccount.objects.values_list("tenancy_id", "kid"))
    rows = [(accounts[tenancy_id], ore, "") for tenancy_id, ore in payers.paid(sums)]
    rows += [("", ore, text) for ore, text in payers.strangers(month)]
    pay(rows, on, officer_id, digest=on.isoformat())


def pay(rows: list[tuple[str, int, str]], on: date, officer_id: int, *, digest: str) -> None:
    """A file from the bank: KID, øre and text of each payment."""
    file = PaymentFile.objects.create(
        name=f"OCR.D{on:%d%m%y}", kind="ocr", digest=f"demo-{digest}", read_on=on,
        read_by_id=officer_id, lines=len(rows), ore=sum(ore for _kid, ore, _text in rows),
    )  # fmt: skip
    Payment.objects.bulk_create(
        (
            Payment(
                file=file, row=3 + 2 * n, key=f"demo:{digest}:{n}", paid_on=on, ore=ore,
                kid=kid, text=text,
            )
            for n, (kid, ore, text) in enumerate(rows)
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SELECT place_known_payments(%s, %s)", [file.pk, on])
