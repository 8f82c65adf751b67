"""The municipality's own lease in Word: what is refused, and what comes out of it."""

import html
import io
import zipfile
from datetime import date

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heimveg.access.roles import Role
from heimveg.tenancies import word
from heimveg.tenancies.commands import leasing
from heimveg.tenancies.models import LeaseTemplate
from heimveg.tenancies.rules.word import MOST_BYTES, Wrong, what_is_wrong
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)


@pytest.fixture
def lease(officer, housing):
    tenancy = let(housing, name="Ola <Vik> & {{ rent }}")
    return leasing.draft_lease(officer, tenancy_id=tenancy.pk, language="nn", on=DAY)


def written(*paragraphs, header=""):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = header
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def with_part(content, name, text):
    """The file with a part more, or with another text in one it has."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part, old.read(part))
        new.writestr(name, text)
    return made.getvalue()


def send(client, form, content, name="leige.docx"):
    return client.post("/leases/template/", form(file=SimpleUploadedFile(name, content)))


def text_of(content):
    document = docx.Document(io.BytesIO(content))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_lease_is_taken_out_of_the_template(office, lease, form):
    template = written(
        "Leigar: {{ tenant }}", "Til: {{ until_day }}, {{rent}}", header="{{ home }}"
    )
    assert send(office, form, template).status_code == 302
    answer = office.get(f"/leases/{lease.pk}/word/")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    text = text_of(answer.content)
    assert "Leigar: Ola <Vik> & {{ rent }}" in text  # a name is text, and nothing is run in it
    assert "28. februar 2029" in text
    header = docx.Document(io.BytesIO(answer.content)).sections[0].header
    assert "Storgata 1" in header.paragraphs[0].text
    assert f"/leases/{lease.pk}/word/" in office.get(f"/leases/{lease.pk}/").content.decode()


def test_the_newest_is_in_use_and_those_before_are_kept(office, lease, form):
    send(office, form, written("Old {{ tenant }}"))
    send(office, form, written("New {{ tenant }}"))
    assert text_of(office.get(f"/leases/{lease.pk}/word/").content).startswith("New")
    assert LeaseTemplate.objects.count() == 2


def test_unknown_fields_are_named(office, form):
    answer = send(office, form, written("{{ tenant }} {{ national_id }}"), "x.docx")
    assert answer.status_code == 422
    assert "national_id" in answer.content.decode()
    assert not LeaseTemplate.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["{% for x in y %}{% endfor %}", "{{ tenant.__class__ }}", "{{ tenant|upper }}", "{{ 7*7 }}"],
)
def test_a_template_is_filled_and_never_run(office, form, text):
    assert send(office, form, written(text)).status_code == 422
    assert send(office, form, written("x", header=text)).status_code == 422
    assert not LeaseTemplate.objects.exists()


A_LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="x" Target="http://x.example/" TargetMode="External"/>'
    "</Relationships>"
)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (lambda: b"%PDF-1.7", Wrong.NOT_WORD),
        (lambda: b"PK" + b"\0" * 40, Wrong.NOT_WORD),
        (lambda: b"\0" * (MOST_BYTES + 1), Wrong.TOO_LARGE),
        (lambda: with_part(written("x"), "word/vbaProject.bin", b"x"), Wrong.MACROS),
        (lambda: with_part(written("x"), "word/_rels/settings.xml.rels", A_LINK), Wrong.LINKS),
        (lambda: with_part(written("x"), "word/embeddings/a.bin", b"x"), Wrong.EMBEDDED),
        (lambda: with_part(written("x"), "word/document.xml", "<!DOCTYPE a><a/>"), Wrong.NOT_WORD),
        (lambda: with_part(written("x"), "word/big.xml", "a" * (41 * 2**20)), Wrong.TOO_LARGE),
        (lambda: written("x"), None),
    ],
)
def test_what_may_not_be_in_it_is_refused_unread(content, why):
    assert what_is_wrong(content()) == why


def test_a_broken_document_is_shown_again(office, form):
    answer = send(office, form, with_part(written("x"), "word/document.xml", "<a"))
    assert answer.status_code == 422
    assert "This is not a Word file" in answer.content.decode()


def test_without_the_extra_the_page_says_so(office, lease, form, monkeypatch):
    send(office, form, written("{{ tenant }}"))
    monkeypatch.setattr(word, "find_spec", lambda _name: None)
    assert "with the extra «word»" in office.get("/leases/template/").content.decode()
    assert office.get(f"/leases/{lease.pk}/word/").status_code == 404
    assert f"/leases/{lease.pk}/word/" not in office.get(f"/leases/{lease.pk}/").content.decode()


def test_others_neither_upload_nor_take_out(log_in, act_as, housing, lease, form, office):
    send(office, form, written("{{ tenant }}"))
    caretaker = log_in(act_as((housing, Role.CARETAKER)))
    assert send(caretaker, form, written("x")).status_code == 403
    other = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    assert other.get(f"/leases/{lease.pk}/word/").status_code == 404


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Leigar: {{ tenant }", "Line 2, «{{ tenant }»"),
        ("Leigar: tenant }}", "A bracket is opened or closed alone"),
        ("{% if tenant", "A bracket is opened or closed alone"),
        ("{{ tenant }} og {{ home", "«{{ home»"),
        ("Leigaren skal vere rusfri og ta medisin. Brot gir oppseiing.", "makes the home depend"),
        ("Leietakeren har diagnosen F20.", "tells about health"),
        ("Personalet kan låse seg inn.", "«Personalet kan låse seg inn»"),
    ],
)
@pytest.mark.parametrize("where", ["body", "header"])
def test_what_no_lease_can_be_made_of_is_stopped_with_where_it_stands(
    office, form, text, told, where
):
    """The control is the same file without the sentence."""
    parts = {"header": text} if where == "header" else {}
    body = ["Leigar: {{ tenant }}", *([text] if where == "body" else ()), "Leige: {{ rent }}"]
    answer = send(office, form, written(*body, **parts))

    assert answer.status_code == 422
    assert not LeaseTemplate.objects.exists()
    if where == "body":
        assert told in html.unescape(answer.content.decode())
    assert send(office, form, written("Leigar: {{ tenant }}", "Ro om natta.")).status_code == 302


def test_a_file_without_a_field_would_be_the_same_for_everybody(office, form):
    answer = send(office, form, written("Ordensreglar"))

    assert answer.status_code == 422
    assert "every lease would be the same" in answer.content.decode()


def test_a_field_that_word_split_is_whole(office, lease, form):
    document = docx.Document()
    paragraph = document.add_paragraph("Leigar: {")
    for run in ("{ ten", "ant }", "}"):
        paragraph.add_run(run)
    made = io.BytesIO()
    document.save(made)

    assert send(office, form, made.getvalue()).status_code == 302
    assert "Leigar: Ola" in text_of(office.get(f"/leases/{lease.pk}/word/").content)


@pytest.mark.parametrize("text", ["{{ tenant }", "{{ tenant }} skal vere rusfri."])
def test_a_bad_template_that_is_in_use_already_stops_nothing_else(office, officer, lease, text):
    """One that an earlier version took into use."""
    LeaseTemplate.keep(written(text), name="gamal.docx", on=DAY, by=officer.user_id)

    answer = office.get(f"/leases/{lease.pk}/word/")

    assert answer.status_code == 409
    assert f'href="/leases/{lease.pk}/paper/"' in answer.content.decode()
    page = office.get("/leases/template/")
    assert "No lease can be made of the template in use" in page.content.decode()
