"""No file brings anything down, and every bad cell is named. The verdicts stand in corpus.py."""

import pytest

from heimveg.exchange.columns.rows import understood
from heimveg.exchange.dwelling_list import checks as dwelling_checks
from heimveg.exchange.intake import COLUMNS
from heimveg.exchange.rules import Level
from heimveg.exchange.sheets.reading import read
from heimveg.exchange.sheets.refusals import Reason, Unreadable
from heimveg.exchange.sheets.table import cell_name
from heimveg.exchange.texts import CODES, REFUSALS
from heimveg.exchange.waiting_list import checks as need_checks
from tests.exchange.conftest import TODAY
from tests.exchange.corpus import BAD_CELLS, REFUSED


def invalid_cells(bad):
    sheet = understood(read(bad.content), COLUMNS[bad.kind])
    if bad.kind == "needs":
        need_checks.check_rows(sheet, on=TODAY)
    else:
        dwelling_checks.check_rows(sheet)
    found = [f for f in sheet.findings if f.level is Level.INVALID]
    return sorted((cell_name(f.row, f.column) if f.column else str(f.row), f.code) for f in found)


def test_there_are_many_bad_files_and_no_two_are_called_the_same():
    names = [bad.name for bad in (*REFUSED, *BAD_CELLS)]

    assert len(names) >= 150
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.name)
def test_a_bad_file_is_refused_for_its_reason(bad):
    with pytest.raises(Unreadable) as refusal:
        understood(read(bad.content), COLUMNS[bad.kind])

    assert refusal.value.reason == bad.reason
    assert str(REFUSALS[refusal.value.reason]) % {"fields": "", **refusal.value.details}


@pytest.mark.parametrize("bad", BAD_CELLS, ids=lambda bad: bad.name)
def test_every_bad_cell_is_named_and_no_other(bad):
    assert invalid_cells(bad) == sorted(bad.cells)


def test_every_reason_and_code_has_words():
    assert set(Reason) - set(REFUSALS) == set()
    assert {code for bad in BAD_CELLS for _cell, code in bad.cells} - set(CODES) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("bad", [*REFUSED[::9], *BAD_CELLS[::9]], ids=lambda bad: bad.name)
def test_a_bad_file_leaves_the_register_as_it_was(bad, allocator, upload, take_in):
    """The whole way, for every ninth of them."""
    from heimveg.base.errors import Refused
    from heimveg.dwellings.models import Dwelling
    from heimveg.persons.models import Person

    file = upload(allocator, bad.content, kind=bad.kind)

    assert file.state == ("refused" if bad.reason else "checked")
    with pytest.raises(Refused):
        take_in(allocator, file)
    assert not Dwelling.objects.exists()
    assert not Person.objects.exists()
