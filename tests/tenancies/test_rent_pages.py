from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from heimveg.access.gate import door
from heimveg.access.roles import Role
from heimveg.accounts.queries import system_user
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.paging import page_of
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import AgreedRent, Entry, Payment, PaymentFile, RentAccount
from heimveg.tenancies.permissions import KEEP_LEDGER, READ_TENANCIES
from heimveg.tenancies.rules.payments import kid_for
from tests.accounts.factories import UnitFactory
from tests.tenancies.ocr import good_file
from tests.tenancies.test_ledger import DAY, MONTH, let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day")]


@pytest.fixture
def economy():
    from tests.accounts.factories import MunicipalityFactory

    MunicipalityFactory(default_language="en")
    return UnitFactory(kind=UnitKind.ECONOMY)


@pytest.fixture
def officer(act_as, economy):
    return act_as((economy, Role.ECONOMY))


@pytest.fixture
def tenancy(officer):
    tenancy = let(address="Storgata 1", object_number="77")
    commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())
    return tenancy


@pytest.fixture
def browser(log_in, officer):
    return log_in(officer)


def upload(client, form, text, name="ocr.txt"):
    file = SimpleUploadedFile(name, text.encode())
    return client.post("/rent/payments/", form(file=file))


def owed(tenancy):
    return RentAccount.objects.get(tenancy=tenancy).owed_ore


def test_who_owes_stands_on_the_list_with_the_age_of_it(browser, tenancy):
    page = browser.get("/rent/").content.decode()
    for fact in ("Storgata 1", "Object number 77", "9 000,00"):
        assert fact in page, fact


def test_a_bank_file_pays_the_rent(browser, form, tenancy):
    answer = upload(browser, form, good_file([(tenancy.pk, 900_000)]))
    file = PaymentFile.objects.get()
    assert answer.url == f"/rent/payments/files/{file.pk}/"
    assert (file.lines, file.placed_lines, file.ore) == (1, 1, 900_000)
    assert owed(tenancy) == 0
    assert "Nobody owes rent" in browser.get("/rent/").content.decode()


def test_the_same_file_twice_has_one_effect(browser, form, tenancy):
    text = good_file([(tenancy.pk, 900_000)])
    first, second = upload(browser, form, text), upload(browser, form, text, name="again.txt")
    assert first.url == second.url
    assert (PaymentFile.objects.count(), owed(tenancy)) == (1, 0)


def test_a_payment_in_two_different_files_is_named_and_nothing_is_booked(browser, form, tenancy):
    upload(browser, form, good_file([(tenancy.pk, 100)]))
    answer = upload(browser, form, good_file([(tenancy.pk, 100), (tenancy.pk, 200)]))
    assert answer.status_code == 422
    assert "This payment was read from another file" in answer.content.decode()
    assert Payment.objects.count() == 1


def test_a_bad_file_is_refused_whole_with_row_and_cell(browser, form, tenancy):
    text = f"Dato;Beløp;KID\n20.11.2026;8500;{kid_for(tenancy.pk)}\n31.11.2026;x;\n"
    answer = upload(browser, form, text, name="bank.csv")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Row 3" in page
    assert "A3" in page
    assert "B3" in page
    assert Payment.objects.count() == 0


def test_two_equal_payments_in_a_list_are_both_booked_once(browser, form, tenancy):
    row = f"20.11.2026;4500;{kid_for(tenancy.pk)};husleige\n"
    text = "Dato;Beløp;KID;Referanse\n" + 2 * row
    upload(browser, form, text, name="bank.csv")
    assert owed(tenancy) == 0
    again = upload(browser, form, text.replace("\n", "\r\n"), name="again.csv")
    assert again.status_code == 422
    assert Payment.objects.count() == 2


def test_a_bad_line_below_a_cell_of_two_lines_is_told_by_row_and_line(browser, form, tenancy):
    text = 'Dato;Beløp;Tekst\n20.11.2026;1;"Ola\nNordmann"\n31.11.2026;1;\n'
    page = upload(browser, form, text, name="bank.csv").content.decode()
    assert "Row 3, A3" in page
    assert "line 4 of the file" in page


def test_money_from_somebody_unknown_waits_for_a_hand(browser, form, tenancy):
    upload(browser, form, "Dato;Beløp;Tekst\n20.11.2026;9000;Ola husleie\n", name="bank.csv")
    assert owed(tenancy) == 900_000
    payment = Payment.objects.get()
    assert "Ola husleie" in browser.get("/rent/payments/").content.decode()
    found = browser.get(f"/rent/payments/{payment.pk}/place/?q=storgata").content.decode()
    assert "Storgata 1" in found

    browser.post(f"/rent/payments/{payment.pk}/place/", form(tenancy=tenancy.pk))

    assert owed(tenancy) == 0
    again = browser.post(f"/rent/payments/{payment.pk}/place/", form(tenancy=tenancy.pk))
    assert again.status_code == 404


def test_a_payment_placed_wrong_is_taken_back_and_placed_anew(browser, form, tenancy):
    upload(browser, form, "Dato;Beløp;Tekst\n20.11.2026;9000;Ola\n", name="bank.csv")
    payment, other = Payment.objects.get(), let()
    browser.post(f"/rent/payments/{payment.pk}/place/", form(tenancy=other.pk))
    placed = Entry.objects.get(kind="placed")

    browser.post(f"/rent/entries/{placed.pk}/correct/", form(amount="9000", why="place"))
    browser.post(f"/rent/payments/{payment.pk}/place/", form(tenancy=tenancy.pk))

    assert (owed(other), owed(tenancy)) == (0, 0)


LIST = "Dato;Beløp;KID\n{day};100,00;\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LIST.format(day="20.11.2026").replace("100,00", "100\x00"), "no text"),
        (LIST.format(day="24.11.2026"), "a day to come"),
        (LIST.format(day="31.12.1999"), "no date"),
        ("PK\x03\x04 and so on", "Save it as CSV"),
        ("Dato;KID\n20.11.2026;1\n", "No column is called amount"),
        (LIST.format(day="20.11.2026") + "20.11.2026;100,00;\n", None),
    ],
)
def test_a_file_that_cannot_be_so_is_refused_in_words(browser, form, tenancy, text, words):
    answer = upload(browser, form, text, name="list.csv")
    page = answer.content.decode()
    assert answer.status_code == (422 if words else 302)
    assert (words or "") in page
    assert PaymentFile.objects.exists() is (words is None)
    assert not any(name in page for name in ("paid_on", "csv:", "«amount»"))


def test_a_payment_read_before_is_told_by_its_day_and_amount(browser, form, tenancy):
    head = "Dato;Beløp;Referanse\n"
    upload(browser, form, head + "20.11.2026;100,00;A1\n")
    page = upload(browser, form, head + "20.11.2026;100,00;A1\n19.11.2026;5;A2\n")
    assert "20.11.2026, 100,00" in page.content.decode()
    assert "csv:" not in page.content.decode()


def test_the_pages_of_rent_count_nobody_who_is_not_seen(browser, form, officer, tenancy):
    """What differs only in a protected tenant's rent is the same to who is not cleared."""
    import re

    def seen():
        hidden = r"[A-Za-z0-9]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # form keys
        pages = ("/rent/", "/rent/months/", "/rent/payments/", "/rent/months/2026-11/export/")
        return [re.sub(hidden, "", browser.get(page).content.decode()) for page in pages]

    commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())
    browser.post("/rent/months/2026-11/issue/", form(), follow=True)
    before = seen()
    hidden = let()
    Protection.objects.create(person=hidden.person, grade="confidential", since=DAY)
    run = commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())
    assert run.entries > 0
    assert browser.post("/rent/months/2026-11/issue/", form()).status_code == 409
    assert seen() == before
    Protection.objects.all().delete()
    browser.post("/rent/months/2026-11/issue/", form(), follow=True)
    assert seen() != before  # the negative control


def test_no_index_of_a_month_to_come():
    from heimveg.tenancies.forms.rent import IndexForm

    sent = {"month": "2026-12", "index": "135,0", "source": "SSB 14700"}
    assert "month" in IndexForm(sent, this_month=DAY.replace(day=1)).errors
    assert IndexForm(sent | {"month": "2026-11"}, this_month=DAY.replace(day=1)).is_valid()


def test_a_double_click_corrects_once(browser, form, tenancy):
    entry = Entry.objects.get(tenancy=tenancy)
    sent = form(amount="1000", why="amount")
    for _ in range(2):
        assert browser.post(f"/rent/entries/{entry.pk}/correct/", sent).status_code in (302, 303)
    assert owed(tenancy) == 800_000


@pytest.mark.parametrize("amount", ["", "-5", "mange", "9000,01", "0"])
def test_an_amount_that_cannot_be_taken_back_is_asked_for_again(browser, form, tenancy, amount):
    entry = Entry.objects.get(tenancy=tenancy)
    answer = browser.post(f"/rent/entries/{entry.pk}/correct/", form(amount=amount, why="amount"))
    assert answer.status_code == 422
    assert owed(tenancy) == 900_000


def test_the_invoice_basis_adds_up_to_its_rows(browser, form, tenancy):
    tenancy.person.name = "=HYPERLINK(1)"
    tenancy.person.save(update_fields=["name"])
    browser.post(
        f"/rent/entries/{Entry.objects.get().pk}/correct/", form(amount="0,05", why="amount")
    )
    browser.post("/rent/months/2026-11/issue/", form())
    lines = browser.get("/rent/months/2026-11/export/").content.decode("utf-8-sig").splitlines()
    amounts = [line.split(";")[-1] for line in lines[1:]]
    assert amounts == ["9000,00", "-0,05"]  # no row of sums, for it would be added twice
    assert lines[1].split(";")[3] == "'=HYPERLINK(1)"


@pytest.mark.parametrize("month", ["2026-13", "x", "2026-1x", "-11"])
def test_a_month_that_is_none_is_not_there(browser, month):
    assert browser.get(f"/rent/months/{month}/export/").status_code == 404


@pytest.mark.parametrize("role", [Role.PROPERTY, Role.CARETAKER, Role.CARE_WORKER, Role.LEADER])
def test_amounts_are_not_for_those_who_keep_the_home_or_give_care(log_in, act_as, tenancy, role):
    unit = tenancy.dwelling.estate.managed_by
    client = log_in(act_as((unit, role)))
    for address in (
        "/rent/",
        f"/tenancies/{tenancy.pk}/rent/",
        "/rent/payments/",
        "/rent/months/",
    ):
        assert client.get(address).status_code == 403, address


def test_the_second_wall_hides_amounts_and_unplaced_money_from_the_landlord(
    browser, form, act_as, tenancy
):
    upload(browser, form, "Dato;Beløp;Tekst\n20.11.2026;9000;Ola\n", name="bank.csv")
    landlord = act_as((tenancy.dwelling.estate.managed_by, Role.PROPERTY))
    with door(landlord, READ_TENANCIES):
        assert not Entry.objects.exists()
        assert not RentAccount.objects.exists()
        assert not Payment.objects.exists()
        assert not PaymentFile.objects.exists()


def test_the_economy_office_sees_the_money_but_not_of_another_municipalitys_unit(
    act_as, tenancy, officer
):
    stranger = act_as((UnitFactory(kind=UnitKind.ECONOMY), Role.ECONOMY))
    with door(officer, KEEP_LEDGER):
        assert Entry.objects.exists()
    with door(stranger, KEEP_LEDGER):
        assert not Entry.objects.exists()


def test_a_protected_tenants_payment_finds_its_account_without_showing_whose(
    browser, form, tenancy
):
    Protection.objects.create(person=tenancy.person, grade="confidential", since=DAY)
    assert "Storgata 1" not in browser.get("/rent/").content.decode()
    assert browser.get(f"/tenancies/{tenancy.pk}/rent/").status_code == 404

    upload(browser, form, good_file([(tenancy.pk, 900_000)]))

    assert PaymentFile.objects.get().placed_lines == 1
    assert owed(tenancy) == 0


def test_a_city_of_debtors_asks_no_more_than_one(browser, officer, constant_queries, tenancy):
    def another():
        let()
        commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())

    constant_queries(lambda: browser.get("/rent/"), another)


def test_an_index_is_written_and_read_back(browser, form):
    sent = form(month="2026-10", index="140,4", source="invented")
    assert browser.post("/rent/regulation/", sent).status_code in (302, 303)
    assert "140,4" in browser.get("/rent/regulation/").content.decode()
    for index in ("0", "1404,55", "x", "-1"):
        bad = form(month="2026-10", index=index, source="invented")
        assert browser.post("/rent/regulation/", bad).status_code == 422


@pytest.fixture
def risen(officer):
    """The index of each month a rent may have been set on, and the newest, which is higher."""
    for month, tenths in (
        (date(2024, 12, 1), 1350), (date(2025, 11, 1), 1350), (date(2025, 12, 1), 1350),
        (date(2026, 10, 1), 1404),
    ):  # fmt: skip
        commands.note_index(officer, month=month, tenths=tenths, source="invented")


def let_since(officer, *days):
    for day in days:
        let(on=day)
    commands.charge_month(officer, month=MONTH, on=DAY, at=clock.now())


def test_a_page_shows_some_of_a_days_regulations_and_the_notices_go_to_all(
    browser, form, officer, risen, monkeypatch
):
    monkeypatch.setattr(
        "heimveg.tenancies.views.months.page_of", lambda rows, asked: page_of(rows, asked, size=2)
    )
    let_since(officer, date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 1))
    page = browser.get("/rent/regulation/").content.decode()
    assert (page.count("9 360,00"), "on all pages" in page) == (2, True)
    assert browser.get("/rent/regulation/?page=2").content.decode().count("9 360,00") == 1
    told = form(from_on="2027-01-01", confirmed="yes", number="3", after="2808000")
    browser.post("/rent/regulation/tell/", told)
    assert AgreedRent.objects.filter(basis="index").count() == 3
    assert "No rent can be regulated yet" in browser.get("/rent/regulation/").content.decode()


def test_each_day_of_regulation_has_its_own_list(browser, officer, risen):
    let_since(officer, date(2025, 12, 1), date(2026, 1, 1), date(2026, 1, 15))
    first = browser.get("/rent/regulation/").content.decode()
    assert "?from_on=2027-02-01" not in first  # the fifteenth of January is first due in February
    assert first.count("9 360,00") == 2


def test_a_later_day_is_chosen_by_its_link(browser, officer, risen, on_day):
    on_day(date(2026, 11, 30))
    let_since(officer, date(2025, 12, 1), date(2026, 1, 15))
    first = browser.get("/rent/regulation/").content.decode()
    assert first.count("9 360,00") == 1
    assert "?from_on=2027-02-01" not in first
    on_day(date(2026, 12, 1))
    both = browser.get("/rent/regulation/").content.decode()
    assert "?from_on=2027-02-01" in both
    later = browser.get("/rent/regulation/?from_on=2027-02-01").content.decode()
    assert 'value="2027-02-01"' in later
    assert later.count("9 360,00") == 1


def test_regulations_of_a_city_ask_no_more_than_of_one(browser, officer, risen, constant_queries):
    constant_queries(
        lambda: browser.get("/rent/regulation/"),
        lambda: let_since(officer, date(2025, 1, 1)),
    )


def test_the_account_shows_what_is_owed_after_each_entry(browser, form, tenancy):
    upload(browser, form, good_file([(tenancy.pk, 400_050)]))
    page = browser.get(f"/tenancies/{tenancy.pk}/rent/").content.decode()
    assert "4 999,50" in page
    assert kid_for(tenancy.pk) in page
    assert date(2026, 11, 20) >= MONTH


def test_the_job_charges_the_month_as_the_system(tenancy):
    from heimveg.tenancies.jobs import charge_this_month

    other = let()
    assert charge_this_month(0) == 1
    assert owed(other) == 900_000
    assert Entry.objects.get(tenancy=other).made_by == system_user()
