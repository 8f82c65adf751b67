"""The pages of an import, from the upload to the receipt, and who may be there."""

import io
import re
import uuid
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from heimveg.access.models import AuditEntry, ReadEntry
from heimveg.access.roles import Role
from heimveg.accounts.models import Membership, Unit, User
from heimveg.dwellings.models import Dwelling
from heimveg.exchange import commands, forms, jobs
from heimveg.exchange.downloads import template_file
from heimveg.exchange.intake import COLUMNS
from heimveg.exchange.models import ImportFile
from heimveg.exchange.sheets.limits import Limits
from heimveg.needs.models import Need
from heimveg.persons.models import Person
from tests.exchange.conftest import TODAY, found
from tests.exchange.files import xlsx
from tests.persons.factories import PersonFactory

pytestmark = pytest.mark.django_db
HOMES = [["Objektnr", "Adresse", "Soverom"], ["1", "Storgata 1", 2], ["2", "Storgata 2", 1]]
LIST = "/import/"


def address(name, file, kind=None):
    return reverse(f"exchange:{name}", kwargs={"kind": kind or file.kind, "pk": file.pk})


def send(client, form, content, *, kind="dwellings", name="bustader.xlsx", **fields):
    data = form(file=SimpleUploadedFile(name, content), unit=office_id(), **fields)
    return client.post(reverse("exchange:upload", kwargs={"kind": kind}), data)


def office_id():
    return Unit.objects.get(name="Bustadkontoret").pk


@pytest.fixture
def office_client(allocator, log_in):
    User.objects.filter(pk=allocator.user_id).update(language="en")
    return log_in(allocator)


def run_jobs():
    """What the worker would do with the jobs that wait, in their order."""
    tasks = {"exchange.check_file": jobs.check_file, "exchange.commit_file": jobs.commit_file}
    waiting = ProcrastinateJob.objects.filter(status="todo").order_by("pk")
    for name, arguments in list(waiting.values_list("task_name", "args")):
        tasks[name](**arguments)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'todo'")


def test_a_list_goes_all_the_way_from_the_upload_to_the_receipt(office_client, form):
    sent = send(office_client, form, xlsx(HOMES))
    file = ImportFile.objects.get()
    assert sent.url == address("preview", file)
    assert b"hx-get" in office_client.get(sent.url).content  # still being read
    run_jobs()

    page = office_client.get(sent.url).content.decode()
    assert "Take the list in" in page
    assert not Dwelling.objects.exists()
    file.refresh_from_db()
    office_client.post(address("commit", file), form(mark=file.mark, confirm_unusual="yes"))
    assert not Dwelling.objects.exists()
    run_jobs()

    file.refresh_from_db()
    assert (file.state, bytes(file.content), file.choices) == ("committed", b"", {})
    assert (file.rows_total, file.rows_done) == (2, 2)
    assert Dwelling.objects.count() == 2
    assert "The file itself is deleted" in office_client.get(sent.url).content.decode()
    assert AuditEntry.objects.filter(action="exchange.import_file").count() == 4


def test_the_swapped_part_is_the_part_of_the_page(office_client, allocator, upload):
    file = upload(allocator, xlsx(HOMES))
    page = office_client.get(address("preview", file)).content.decode()
    part = office_client.get(
        address("preview", file), headers={"HX-Request": "true"}
    ).content.decode()

    def without_tokens(html):
        return re.sub(r'value="[\w-]{30,}"|\s+', "", html)

    assert without_tokens(part) in without_tokens(page)


def test_the_progress_part_asks_again_until_the_work_is_done(office_client, allocator, upload):
    file = upload(allocator, xlsx(HOMES))
    ImportFile.objects.update(state="committing", rows_done=40, rows_total=100)
    working = office_client.get(
        address("progress", file), headers={"HX-Request": "true"}
    ).content.decode()
    assert "40 %" in working
    assert "hx-trigger" in working

    ImportFile.objects.update(state="committed", content=b"")
    done = office_client.get(
        address("progress", file), headers={"HX-Request": "true"}
    ).content.decode()
    assert "hx-trigger" not in done
    assert address("preview", file) in done


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"file": None}, 422), ({"unit": 999_999}, 422), ({"form_key": ""}, 400)],
)
def test_an_upload_that_lacks_something_is_told_what(office_client, form, fields, status):
    data = form(file=SimpleUploadedFile("a.xlsx", xlsx(HOMES)), unit=office_id()) | fields
    answer = office_client.post(
        "/import/dwellings/new/", {k: v for k, v in data.items() if v is not None}
    )

    assert answer.status_code == status
    assert not ImportFile.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_the_form(office_client, form, monkeypatch):
    monkeypatch.setattr(forms, "LIMITS", Limits(file_bytes=100))

    assert send(office_client, form, xlsx(HOMES)).status_code == 422


def test_an_upload_sent_twice_is_one_file(office_client):
    data = {"form_key": str(uuid.uuid4()), "unit": office_id()}
    answers = [
        office_client.post(
            "/import/dwellings/new/", data | {"file": SimpleUploadedFile("a.xlsx", xlsx(HOMES))}
        )
        for _ in range(2)
    ]

    assert ImportFile.objects.count() == 1
    assert answers[0].url == answers[1].url
    assert ProcrastinateJob.objects.count() == 1


def test_the_file_name_is_only_a_name(office_client, form):
    send(office_client, form, xlsx(HOMES), name="../../etc/<b>\u202elister\u0007.xlsx")

    assert ImportFile.objects.get().file_name == "<b>lister.xlsx"
    assert b"<b>lister" not in office_client.get(LIST).content


# --- who may be here ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "kind", "status"),
    [
        (Role.ALLOCATOR, "dwellings", 200),
        (Role.ALLOCATOR, "needs", 200),
        (Role.PROPERTY, "dwellings", 200),
        (Role.PROPERTY, "needs", 403),
        (Role.CASEWORKER, "dwellings", 403),
        (Role.CARETAKER, "dwellings", 403),
        (Role.COORDINATOR, "needs", 403),
        (Role.ECONOMY, "dwellings", 403),
        (Role.LEADER, "needs", 403),
        (Role.AUDITOR, "dwellings", 403),
    ],
)
def test_who_may_upload_what(role, kind, status, office, act_as, log_in):
    client = log_in(act_as((office, role)))

    assert client.get(f"/import/{kind}/new/").status_code == status
    assert client.get(f"/import/{kind}/template/").status_code == status


@pytest.mark.parametrize(
    "name", ["preview", "progress", "errors", "check-again", "commit", "discard", "decide"]
)
def test_somebody_elses_file_is_not_there(name, office, allocator, act_as, log_in, upload, form):
    file = upload(allocator, xlsx([["Namn"], ["Kari"]]), kind="needs")
    client = log_in(act_as((office, Role.ALLOCATOR)))
    method = (
        client.get
        if name in ("preview", "progress", "errors")
        else lambda url: client.post(url, form())
    )

    assert method(address(name, file)).status_code == 404
    assert file.file_name not in client.get(LIST).content.decode()


def test_a_file_is_not_there_at_the_other_kinds_address(office_client, allocator, upload):
    file = upload(allocator, xlsx([["Namn"], ["Kari"]]), kind="needs")

    assert office_client.get(address("preview", file, kind="dwellings")).status_code == 404


def test_who_left_the_position_takes_nothing_in(allocator, upload, take_in, office):
    file = upload(allocator, xlsx(HOMES))
    ImportFile.objects.update(state="committing")
    Membership.objects.filter(user_id=allocator.user_id).update(ended_on=date(2021, 1, 1))

    with pytest.raises(PermissionDenied):
        jobs.commit_file(import_id=file.pk)

    assert not Dwelling.objects.exists()
    file.refresh_from_db()
    assert (file.state, file.report["notice"]) == ("checked", "failed")


# --- stale and refused ----------------------------------------------------------------------


def test_a_list_is_not_taken_in_when_somebody_else_imported_in_between(
    office, office_client, allocator, act_as, upload, take_in, form
):
    file = upload(allocator, xlsx(HOMES))
    other = act_as((office, Role.ALLOCATOR))
    take_in(other, upload(other, xlsx(HOMES)))

    answer = office_client.post(address("commit", file), form(mark=file.mark))

    assert answer.status_code == 409
    assert ImportFile.objects.get(pk=file.pk).state == "checked"
    assert not ProcrastinateJob.objects.exists()


def test_a_list_is_back_with_the_new_changes_when_the_register_changed_before_the_job(
    allocator, upload
):
    file = upload(allocator, xlsx(HOMES))
    commands.order_dwellings(allocator, import_id=file.pk, mark=file.mark, confirm_unusual=True)
    Dwelling.objects.create(object_number="1", address="Storgata 1", bedrooms=1, started_on=TODAY)

    jobs.commit_file(import_id=file.pk)

    file.refresh_from_db()
    assert (file.state, file.report["notice"]) == ("checked", "changed_meanwhile")
    assert file.report["fates"] == {"changed": 1, "created": 1}
    assert Dwelling.objects.count() == 1


def test_a_preview_that_is_not_the_one_shown_is_stale(office_client, allocator, upload, form):
    file = upload(allocator, xlsx(HOMES))

    assert office_client.post(address("commit", file), form(mark="another")).status_code == 409


@pytest.mark.parametrize(
    ("rows", "fields"),
    [
        ([["Objektnr", "Adresse", "Soverom"], ["1", "A 1", "to"]], {}),
        ([["Objektnr", "Adresse", "Areal"], ["1", "A 1", 900]], {}),
    ],
    ids=["invalid", "unusual-not-confirmed"],
)
def test_a_list_that_is_not_ready_is_refused(rows, fields, office_client, allocator, upload, form):
    file = upload(allocator, xlsx(rows))

    assert (
        office_client.post(address("commit", file), form(mark=file.mark, **fields)).status_code
        == 409
    )
    assert not Dwelling.objects.exists()


def test_a_job_run_twice_works_once(allocator, upload):
    file = upload(allocator, xlsx(HOMES))
    commands.order_dwellings(allocator, import_id=file.pk, mark=file.mark, confirm_unusual=True)
    jobs.commit_file(import_id=file.pk)
    jobs.commit_file(import_id=file.pk)

    assert ImportFile.objects.get(pk=file.pk).state == "committed"
    assert AuditEntry.objects.filter(action="exchange.import_file").count() == 4


def test_a_discarded_file_keeps_no_content(office_client, allocator, upload, form):
    file = upload(allocator, xlsx(HOMES))
    office_client.post(address("discard", file), form())

    file.refresh_from_db()
    assert (file.state, bytes(file.content), file.report) == (
        "refused",
        b"",
        {"reason": "discarded"},
    )


def test_files_are_forgotten_after_thirty_days(allocator, upload, take_in):
    old, new, taken = (upload(allocator, xlsx([*HOMES, [str(n), "C 1", 1]])) for n in (3, 4, 5))
    take_in(allocator, taken)
    ImportFile.objects.filter(pk__in=[old.pk, taken.pk]).update(
        uploaded_at=datetime(2026, 1, 1, tzinfo=UTC)
    )

    jobs.forget_old_files(timestamp=0)

    assert set(ImportFile.objects.values_list("pk", flat=True)) == {new.pk, taken.pk}


# --- what the page shows --------------------------------------------------------------------


def test_every_error_stands_with_its_cell_and_what_to_do(office_client, allocator, upload):
    file = upload(allocator, xlsx([["Objektnr", "Adresse", "Soverom"], ["1", "A 1", "to <b>"]]))
    page = office_client.get(address("preview", file)).content.decode()

    assert "C2" in page
    assert "«to &lt;b&gt;»" in page
    assert "This is not a number. Write how many bedrooms, as a whole number." in page


def test_many_errors_come_in_pages(office_client, allocator, upload):
    rows = [["Objektnr", "Adresse", "Soverom"], *([str(n), f"A {n}", "x"] for n in range(120))]
    file = upload(allocator, xlsx(rows))
    first = office_client.get(address("preview", file)).content.decode()
    last = office_client.get(address("preview", file) + "?page=3").content.decode()

    assert ("C51<" in first, "C52<" in first) == (True, False)
    assert ("C121<" in last, 'rel="next"' in last) == (True, False)


def test_what_a_change_shows_about_a_person_is_logged_as_read(
    office, office_client, allocator, upload
):
    person = PersonFactory(name="Kari", office_reference="K-1", unit=office)
    Need.objects.create(person=person, unit=office, opened_on=TODAY, household_size=1)
    file = upload(
        allocator,
        xlsx([["Referanse", "Namn", "Tal på personar"], ["K-1", "Kari", 3]]),
        kind="needs",
    )
    ReadEntry.objects.count()

    office_client.get(address("preview", file) + "?show=changed")

    entry = ReadEntry.objects.latest("pk")
    assert (entry.permission, entry.person_ids) == ("exchange.import_needs", [person.pk])


def test_probable_doubles_are_chosen_on_the_page_and_logged_as_read(
    office, office_client, allocator, upload, form
):
    known = PersonFactory(name="Kari Nordheim", born_on=date(1980, 5, 17), unit=office)
    file = upload(
        allocator, xlsx([["Namn", "Født"], ["Kari Nordheim", date(1980, 5, 17)]]), kind="needs"
    )

    page = office_client.get(address("preview", file)).content.decode()
    assert f'name="row-2" value="{known.pk}"' in page
    assert ReadEntry.objects.latest("pk").person_ids == [known.pk]
    office_client.post(address("decide", file), form(**{"row-2": str(known.pk)}))
    run_jobs()
    file.refresh_from_db()
    office_client.post(address("commit", file), form(mark=file.mark))
    run_jobs()

    assert Need.objects.get().person == known
    assert Person.objects.count() == 1


def test_the_error_file_marks_the_cells_and_neutralises_formulas(office_client, allocator, upload):
    rows = [
        ["Objektnr", "Adresse", "Soverom"],
        ["1", "@cmd", "to"],
        ["2", "-2+3", 1],
        ["3", "A 3", 1],
    ]
    file = upload(allocator, xlsx(rows))
    answer = office_client.get(address("errors", file))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert [c.value for c in sheet[1]] == [
        "Objektnr",
        "Adresse",
        "Soverom",
        "To mend",
        "To look at",
    ]
    assert (sheet["B2"].value, sheet["B3"].value) == ("''@cmd", "''-2+3")
    assert sheet["D2"].value.splitlines()[0].startswith("B2 Address: A formula")
    assert sheet["C2"].fill.start_color.rgb != sheet["C4"].fill.start_color.rgb
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_error_file_that_is_mended_is_taken_as_it_is(office_client, allocator, upload):
    file = upload(allocator, xlsx([["Objektnr", "Adresse", "Soverom"], ["1", "A 1", "to"]]))
    book = openpyxl.load_workbook(io.BytesIO(office_client.get(address("errors", file)).content))
    book.active["C2"] = 2
    out = io.BytesIO()
    book.save(out)

    again = upload(allocator, out.getvalue())

    assert (again.state, again.report["counts"]["invalid"], again.report["unknown"]) == (
        "checked",
        0,
        [],
    )


def test_a_formula_is_not_let_in_by_way_of_the_error_file(office_client, allocator, upload):
    file = upload(allocator, xlsx([["Objektnr", "Adresse"], ["1", "-2+3"]]))
    content = office_client.get(address("errors", file)).content

    assert found(upload(allocator, content)) == [("B2", "formula")]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("kind", ["dwellings", "needs"])
def test_the_template_is_recognised_and_every_word_it_offers_is_taken(
    kind, language, allocator, upload
):
    with translation.override(language):
        book = openpyxl.load_workbook(io.BytesIO(template_file(kind, language)))
    headings = [cell.value for cell in book.worksheets[0][1]]
    assert headings == [column.heading(language) for column in COLUMNS[kind]]
    for column in COLUMNS[kind]:
        for word in column.choices(language):
            assert column.parse(word) is not None, (column.field, word)


def test_the_list_of_files_costs_the_same_however_many(
    office_client, allocator, upload, constant_queries
):
    numbers = iter(range(100))
    constant_queries(
        lambda: office_client.get(LIST),
        lambda: upload(allocator, xlsx([*HOMES, [f"x{next(numbers)}", "A", 1]])),
    )


def test_a_preview_costs_the_same_however_many_doubles(
    office, office_client, allocator, upload, constant_queries
):
    people = [["Namn", "Født"]]
    latest = {}

    def one_more():
        born = date(1950, 1, 1 + len(people))
        PersonFactory(name=f"Kari Nordheim{len(people)}", born_on=born, unit=office)
        people.append([f"Kari Nordheim{len(people)}", born])
        latest["file"] = upload(allocator, xlsx(people), kind="needs")

    constant_queries(lambda: office_client.get(address("preview", latest["file"])), one_more)
