"""Who imports in these tests, and the whole way of a file in one call."""

from datetime import date

import pytest

from heimveg.access.roles import Role
from heimveg.base import clock
from heimveg.exchange import commands
from heimveg.exchange.models import ImportFile
from tests.accounts.factories import MunicipalityFactory, UnitFactory

TODAY = date(2026, 11, 2)  # gone by: the database sees people from the real day


@pytest.fixture
def office(db):
    MunicipalityFactory()
    return UnitFactory(name="Bustadkontoret", kind="housing")


@pytest.fixture
def estates(db):
    return UnitFactory(name="Eigedom", kind="property")


@pytest.fixture
def allocator(office, act_as):
    return act_as((office, Role.ALLOCATOR))


@pytest.fixture
def upload(office):
    """upload(actor, content): a file received and checked."""

    def receive(
        actor, content, *, kind="dwellings", file_name="liste.xlsx", unit=office, on=TODAY
    ):
        put = commands.upload_needs if kind == "needs" else commands.upload_dwellings
        check = commands.check_needs if kind == "needs" else commands.check_dwellings
        file = put(actor, unit_id=unit.pk, file_name=file_name, content=content, at=clock.now())
        return check(actor, import_id=file.pk, on=on, at=clock.now())

    return receive


@pytest.fixture
def take_in():
    """take_in(actor, file): ordered and committed. The file as it is afterwards."""

    def commit(actor, file, *, confirm_unusual=True, on=TODAY):
        ordering = commands.order_needs if file.kind == "needs" else commands.order_dwellings
        committing = commands.commit_needs if file.kind == "needs" else commands.commit_dwellings
        ordering(actor, import_id=file.pk, mark=file.mark, confirm_unusual=confirm_unusual)
        committing(actor, import_id=file.pk, on=on, at=clock.now())
        return ImportFile.objects.get(pk=file.pk)

    return commit


def found(file, level="invalid"):
    """(cell, code) for every finding of a level."""
    from heimveg.exchange.sheets.table import cell_name

    return [
        (cell_name(f["row"], f["column"]) if f["column"] else f["row"], f["code"])
        for f in file.report.get("findings", {}).get(level, [])
    ]
