"""Notices of regulation: shown before they go, seen afterwards, taken back before their day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from heimveg.access.roles import Role
from heimveg.accounts.rules import UnitKind
from heimveg.base import clock
from heimveg.base.errors import Refused
from heimveg.notices.models import Notice
from heimveg.tenancies.commands import rent as commands
from heimveg.tenancies.models import AgreedRent, Entry
from heimveg.tenancies.rules.rent import Why
from tests.accounts.factories import UnitFactory
from tests.tenancies.test_rent_pages import (  # noqa: F401  # fixtures
    DAY,
    browser,
    economy,
    let_since,
    officer,
    risen,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
# ruff: noqa: F811  # a fixture's name is a test's argument
FIRST = date(2027, 1, 1)


@pytest.fixture
def three(officer, risen):
    let_since(officer, date(2025, 1, 1), date(2025, 1, 1), date(2025, 12, 1))


def regulated():
    return AgreedRent.objects.standing().filter(basis="index").order_by("pk")


def send(browser, form, **told):
    said = {"from_on": f"{FIRST}", "confirmed": "yes", "number": "3", "after": "2808000", **told}
    return browser.post("/rent/regulation/tell/", form(**said))


def test_nothing_is_sent_before_it_was_shown(browser, form, three):
    page = browser.get(f"/rent/regulation/tell/?from_on={FIRST}").content.decode()
    assert "27 000,00" in page
    assert "28 080,00" in page
    assert "Send 3 notices" in page
    assert browser.post("/rent/regulation/tell/", form(from_on=f"{FIRST}")).status_code == 200
    assert not regulated().exists()


def test_what_changed_since_it_was_shown_is_not_sent(browser, form, three):
    assert send(browser, form, number="2", after="1872000").status_code == 409
    assert not regulated().exists()


def test_afterwards_it_stands_who_got_which_letter(browser, form, three, officer):
    answer = send(browser, form)
    page = browser.get(answer.url).content.decode()
    assert "3 tenants were told" in page
    assert page.count("9 360,00") == 3
    assert page.count("Waiting to be sent</p>") == 3
    rent = regulated().first()
    letter = browser.get(f"/rent/regulation/letters/{rent.pk}/").content.decode()
    assert "Your rent is regulated" in letter or "regulert" in letter
    assert "3 tenants were told" in browser.get("/rent/regulation/").content.decode()


def test_the_account_and_the_tenancy_show_the_rent_that_comes(browser, form, three):
    send(browser, form)
    rent = regulated().first()
    account = browser.get(f"/tenancies/{rent.tenancy_id}/rent/").content.decode()
    assert "coming" in account
    assert f"/rent/regulation/letters/{rent.pk}/" in account
    tenancy = browser.get(f"/tenancies/{rent.tenancy_id}/").content.decode()
    assert "Rent a month from" in tenancy
    assert "9 360 kr" in tenancy.replace("\xa0", " ")


def test_one_notice_is_taken_back_with_a_new_letter(browser, form, three):
    send(browser, form)
    rent = regulated().first()
    url = f"/rent/regulation/{FIRST}/take-back/"
    assert "Take back the notice for" in browser.get(f"{url}?rent={rent.pk}").content.decode()
    assert regulated().count() == 3
    browser.post(url, form(rent=str(rent.pk), confirmed="yes"))
    assert regulated().count() == 2
    assert Notice.objects.filter(key=f"rent-back:{rent.pk}", person=rent.person).exists()
    assert AgreedRent.on(rent.tenancy, FIRST) == {"rent": 900_000}
    assert browser.post(url, form(rent=str(rent.pk), confirmed="yes")).status_code == 404


def test_all_notices_of_a_day_are_taken_back_and_can_be_sent_again(browser, form, three):
    send(browser, form)
    url = f"/rent/regulation/{FIRST}/take-back/"
    assert "Take back all 3 notices?" in browser.get(url).content.decode()
    browser.post(url, form(confirmed="yes"))
    assert not regulated().exists()
    assert Notice.objects.filter(key__startswith="rent-back:").count() == 3
    send(browser, form)
    assert regulated().count() == 3


def taken_back(browser, form, rent):
    url = f"/rent/regulation/{FIRST}/take-back/"
    assert browser.post(url, form(rent=str(rent.pk), confirmed="yes")).status_code in (302, 303)


def test_a_regulation_that_was_taken_back_stands_on_the_account_with_both_letters(
    browser, form, three
):
    send(browser, form)
    rent = regulated().first()
    taken_back(browser, form, rent)

    account = browser.get(f"/tenancies/{rent.tenancy_id}/rent/").content.decode()
    assert "9 360,00" in account
    assert "taken back" in account
    first, second = (f"/rent/regulation/letters/{rent.pk}/{more}" for more in ("", "taken-back/"))
    assert f'"{first}"' in account
    assert f'"{second}"' in account
    assert "Your rent is regulated" in browser.get(first).content.decode()
    assert "Your rent is not regulated after all" in browser.get(second).content.decode()


def test_a_notice_that_stands_has_no_letter_that_takes_it_back(browser, form, three):
    send(browser, form)
    rent = regulated().first()
    answer = browser.get(f"/rent/regulation/letters/{rent.pk}/taken-back/")
    assert answer.status_code == 404


def test_a_letter_is_found_when_the_rent_has_come(browser, form, three, on_day):
    send(browser, form)
    rent = regulated().first()
    on_day(date(2027, 6, 1))
    account = browser.get(f"/tenancies/{rent.tenancy_id}/rent/").content.decode()
    assert f"/rent/regulation/letters/{rent.pk}/" in account
    assert "coming" not in account


def test_what_was_charged_ahead_is_taken_back_because_another_rent_holds(
    browser, form, officer, three, on_day
):
    """Not because the tenant has moved: the ledger says which it is."""
    send(browser, form)
    rent = regulated().first()
    december = date(2026, 12, 23)
    on_day(december)
    commands.charge_month(officer, month=FIRST, on=december, at=clock.now())
    taken_back(browser, form, rent)
    for _ in range(2):
        commands.charge_month(officer, month=FIRST, on=december, at=clock.now())
    found = Entry.objects.filter(tenancy=rent.tenancy_id, kind="correction", month=FIRST)
    assert [(row.ore, row.why) for row in found] == [(36_000, Why.AGREED)]


@pytest.mark.parametrize("day", [FIRST, date(2027, 1, 2)])
def test_the_database_takes_nothing_back_that_holds(browser, form, three, day):
    send(browser, form)
    with pytest.raises(IntegrityError, match="only_a_regulation"), transaction.atomic():
        regulated().update(taken_back_on=day)


def test_a_rent_that_holds_is_not_taken_back(browser, form, three, officer):
    send(browser, form)
    with pytest.raises(Refused, match="holds already"):
        commands.take_back_regulation(
            officer, from_on=FIRST, rent_id=None, on=FIRST, at=clock.now()
        )


def test_who_keeps_no_rents_neither_sees_nor_takes_back(log_in, act_as, browser, form, three):
    send(browser, form)
    keeper = log_in(act_as((UnitFactory(kind=UnitKind.PROPERTY), Role.PROPERTY)))
    for path in ("", "take-back/"):
        assert keeper.get(f"/rent/regulation/{FIRST}/{path}").status_code == 403
    assert keeper.get(f"/rent/regulation/letters/{regulated().first().pk}/").status_code == 403


def test_a_day_that_is_none_has_no_page(browser):
    for path in ("x/", "2027-13-01/", "0001-01-01/take-back/", "2027-01-01/take-back/"):
        assert browser.get(f"/rent/regulation/{path}").status_code == 404


def test_the_list_of_notices_costs_the_same_however_many(
    browser, form, officer, risen, constant_queries
):
    def another():
        let_since(officer, date(2025, 1, 1))
        commands.regulate_rents(officer, from_on=FIRST, on=DAY, at=clock.now())

    constant_queries(lambda: browser.get(f"/rent/regulation/{FIRST}/"), another)
