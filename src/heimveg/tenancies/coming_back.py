"""An end is taken back: the tenant has the home as before, with all who have to do with it."""

from datetime import date

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from heimveg.accounts.house import by_the_house
from heimveg.accounts.queries import units_of_kind
from heimveg.accounts.rules import UnitKind
from heimveg.persons.models import Responsibility
from heimveg.persons.rules import Basis, EndReason, Kind
from heimveg.tenancies.models import EndRecord, QuitNotice, Tenancy
from heimveg.upkeep.models import Turnover


def reopen_relations(tenancy: Tenancy, *, on: date, by: int) -> None:
    """Landlord and housing office meet the person again, as if the end had not been written; the
    economy office from today where its relation is over."""
    with by_the_house():
        ended = Responsibility.objects.filter(
            person_id=tenancy.person_id,
            kind=Kind.CONTRIBUTING,
            basis=Basis.TENANCY,
            ended_on=tenancy.ended_on,
            end_reason=EndReason.OVER,
        ).exclude(unit__kind=UnitKind.ECONOMY)
        goes_on = Responsibility.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=tenancy.ended_on),
            person_id=tenancy.person_id,
            kind=Kind.CONTRIBUTING,
            basis=Basis.TENANCY,
            unit_id=OuterRef("unit_id"),
        ).exclude(pk=OuterRef("pk"))
        rows = ended.filter(~Exists(goes_on))
        Responsibility.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).update(
            ended_on=None, end_reason=""
        )
        for office in units_of_kind(UnitKind.ECONOMY, on=on):
            Responsibility.contribute(
                tenancy.person_id, unit=office, basis=Basis.TENANCY, by=by, on=on, accepted_on=on
            )


def come_back(tenancy: Tenancy, *, on: date, by: int, because: str) -> None:
    """Undo the end: turnover, stay, tenancy. Rent is charged again by the charge of the month."""
    turnover = Turnover.running(tenancy.dwelling_id)
    if turnover is not None and turnover.vacated_on == tenancy.ended_on:
        turnover.come_back(on=on, is_noticed=_is_noticed(tenancy))
    with connection.cursor() as cursor:
        cursor.execute("SELECT come_back_home(%s)", [tenancy.pk])
    EndRecord.take_back(tenancy, on=on, by=by, because=because)
    tenancy.ended_on, tenancy.end_reason = None, ""
    tenancy.save(update_fields=["ended_on", "end_reason"])


def _is_noticed(tenancy: Tenancy) -> bool:
    """Whether a notice to quit still runs: then the turnover it began waits for the tenant."""
    rows = QuitNotice.objects.filter(tenancy=tenancy, withdrawn_on=None, lapsed_on=None)
    return rows.exists()
