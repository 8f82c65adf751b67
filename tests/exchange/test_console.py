"""Imports from the command line: the same doors, the errors as lines."""

import pytest

from heimveg.access.roles import Role
from heimveg.dwellings.models import Dwelling
from heimveg.exchange import console
from tests.exchange.conftest import TODAY
from tests.exchange.files import xlsx

pytestmark = pytest.mark.django_db
HOMES = [["Object number", "Address", "Bedrooms", "Usable area (m²)"], ["1", "Storgata 1", 2, 50]]


@pytest.fixture
def run(tmp_path):
    def start(actor, rows, *, kind="dwellings", confirm_unusual=False, check_only=False):
        path = tmp_path / "list.xlsx"
        path.write_bytes(rows if isinstance(rows, bytes) else xlsx(rows))
        said = []
        status = console.run(
            kind, path, actor, confirm_unusual=confirm_unusual, check_only=check_only, on=TODAY,
            say=said.append,
        )  # fmt: skip
        return status, "\n".join(said)

    return start


def test_a_good_list_is_taken_in_and_counted(allocator, run):
    status, said = run(allocator, HOMES)

    assert (status, Dwelling.objects.count()) == (0, 1)
    assert "New: 1. Changed: 0. Unchanged: 0." in said


def test_every_invalid_cell_is_a_line_and_nothing_is_saved(allocator, run):
    status, said = run(allocator, [*HOMES, ["2", "=x", "to", 40]])

    assert (status, Dwelling.objects.count()) == (2, 0)
    assert "  B3 Address «" in said
    assert "  C3 Bedrooms «to»: This is not a number. Write how many bedrooms" in said


def test_unusual_values_must_be_confirmed(allocator, run):
    rows = [HOMES[0], ["1", "Storgata 1", 2, 900]]
    status, said = run(allocator, rows)

    assert (status, Dwelling.objects.count()) == (2, 0)
    assert "Nothing was saved." in said
    assert run(allocator, rows, confirm_unusual=True)[0] == 0
    assert Dwelling.objects.count() == 1


def test_checking_alone_saves_nothing(allocator, run):
    assert run(allocator, HOMES, check_only=True)[0] == 0
    assert not Dwelling.objects.exists()


def test_a_file_that_cannot_be_read_says_why(allocator, run):
    assert run(allocator, b"%PDF-1.7") == (
        2,
        "This is not a spreadsheet, whatever its name says. Save the list as .xlsx, .ods or .csv.",
    )


def test_a_file_that_is_not_there_says_so(allocator, tmp_path):
    report = console.import_file(
        "dwellings", tmp_path / "none.xlsx", allocator, confirm_unusual=False, on=TODAY
    )

    assert (report.is_taken_in, "cannot be opened" in str(report)) == (False, True)


def test_who_may_not_import_is_told_so_before_the_file_is_opened(office, act_as, run):
    status, said = run(act_as((office, Role.LEADER)), HOMES)

    assert (status, said) == (2, "This user may not import such files.")
