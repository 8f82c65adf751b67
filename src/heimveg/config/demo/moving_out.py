"""Two who moved out of homes in the invented town and have money to get back: one whose end was
written late, and one who lives in another of the municipality's homes now, owes rent there, and
pays by standing order for the home that was left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from heimveg.allocation.queries.stock import letable_on, taken_on
from heimveg.config.demo.rent import pay
from heimveg.config.demo.town import Town
from heimveg.dwellings.models import Dwelling
from heimveg.needs.models import Need
from heimveg.stays.rules import StayKind
from heimveg.tenancies.commands import end_tenancy
from heimveg.tenancies.models import RenewalReview, RentAccount, Tenancy
from heimveg.tenancies.rules import Ending

MOVED_DAYS, LEFT_DAYS = 40, 20  # ago
LIVED = 300  # days at least, so that there are months on the account
WHY = "Nøklane kom inn først no, og flyttinga vart meld samstundes."


@dataclass(frozen=True, slots=True)
class Moved:
    """The home that was left, and the new one, where the town had one to move to."""

    left: Tenancy
    new: Tenancy | None


def move(town: Town, *, today: date) -> Moved | None:
    """One moves within the town; None where nobody can."""
    on = today - timedelta(days=MOVED_DAYS)
    left = next(_settled(today), None)
    if left is None:
        return None
    _end(town, left, on, StayKind.MUNICIPAL_TENANCY, today)
    home = _free_home(on, today)
    if home is None:
        return Moved(left, None)
    new = Tenancy.move_in(
        person=left.person, dwelling=home, on=on, decision=None, lease_until=None,
        rent_ore_month=left.rent_ore_month, by=town.users["tildelar2"].pk,
    )  # fmt: skip
    return Moved(left, new)


def leave_credit(town: Town, moved: Moved | None, *, today: date) -> None:
    """What the standing order paid yesterday for the home that was left, and an end that was
    written long after rent had been paid."""
    if moved is None:
        return
    rent = moved.left.rent_ore_month or 0
    kids = RentAccount.objects.filter(tenancy=moved.left).values_list("kid", flat=True)
    rows = [(kid, rent, "") for kid in kids]
    yesterday = today - timedelta(days=1)
    pay(rows, yesterday, town.users["okonomi"].pk, digest="standing-order")
    late = next((row for row in _settled(today) if row.account.owed_ore == 0), None)
    if late is not None:
        on = today - timedelta(days=LEFT_DAYS)
        _end(town, late, on, StayKind.PRIVATE_LEASE, today)


def _end(town: Town, tenancy: Tenancy, on: date, to: StayKind, today: date) -> None:
    end_tenancy(
        town.users["tildelar2"].actor(on=today), tenancy_id=tenancy.pk, on=on, moves_to=to,
        ending=Ending.MOVED, late_because=WHY,
    )  # fmt: skip


def _settled(today: date) -> Iterator[Tenancy]:
    """Tenants who live quietly: no notice, no review, no need that is open."""
    rows = Tenancy.objects.running_on(today).filter(
        ended_on=None,
        started_on__lte=today - timedelta(days=LIVED),
        rent_ore_month__isnull=False,
        quit_notices=None,
        person__protection=None,
        person__employed_in=None,
    )
    rows = rows.exclude(person__in=Need.objects.open().values("person"))
    rows = rows.exclude(pk__in=RenewalReview.objects.values("tenancy"))
    return iter(rows.select_related("person", "dwelling", "account").order_by("pk"))


def _free_home(on: date, today: date) -> Dwelling | None:
    """One that was empty and could be let on the day, and still can."""
    free = letable_on(on, with_coming_free=False) & letable_on(today, with_coming_free=False)
    taken = taken_on(on)
    rows = Dwelling.objects.filter(pk__in=[pk for pk in free if taken.is_free(pk)])
    return rows.filter(tenancies=None).order_by("-pk").first()
