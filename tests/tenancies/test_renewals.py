from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.roles import Role
from heimveg.base.errors import Invalid, Refused
from heimveg.desk import undoing
from heimveg.engines.allowance import LoanCase
from heimveg.needs.models import Need
from heimveg.persons.models import Protection
from heimveg.tenancies.commands import leasing, renewing
from heimveg.tenancies.jobs import open_reviews
from heimveg.tenancies.models import RenewalEconomy, RenewalReview
from heimveg.tenancies.rules.renewal import hidden_small
from heimveg.values import FEWEST_TOLD
from tests.accounts.factories import UnitFactory
from tests.tenancies.factories import let

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("this_day", "in_english")]
DAY = date(2026, 11, 23)
LOAN = {
    "net_income": "24000", "allowance": "2000", "living_costs": "13000", "debts": "1000",
    "running_costs": "4000", "rate": "4.5", "years": "30", "grants": "300000",
    "own_money": "20000", "price": "1800000",
}  # fmt: skip


CASE = LoanCase(
    net_income=24_000, allowance=2_000, living_costs=13_000, debts=1_000, running_costs=4_000,
    rate_per_mille_percent=4_500, years=30, grants=300_000, own_money=20_000, price=1_800_000,
)  # fmt: skip


@pytest.fixture
def review(officer, housing):
    tenancy = let(housing, on=date(2024, 3, 1), until=date(2027, 3, 1))
    return renewing.open_review(officer, tenancy_id=tenancy.pk, on=DAY)


def test_reviews_open_six_months_before_the_end_and_once(housing):
    soon = let(housing, on=date(2024, 3, 1), until=date(2027, 5, 23))
    let(housing, on=date(2024, 3, 1), until=date(2027, 5, 24))
    let(housing, on=date(2024, 3, 1), until=None)

    assert [open_reviews(), open_reviews()] == [1, 0]
    assert RenewalReview.objects.get().tenancy_id == soon.pk


def test_a_lease_that_has_run_out_is_reviewed_too(housing):
    let(housing, on=date(2024, 3, 1), until=date(2026, 10, 1))
    assert open_reviews() == 1


def test_what_the_tenant_can_buy_for_is_kept_with_its_working(office, review, form):
    answer = office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN), follow=True)

    economy = RenewalEconomy.objects.get()
    assert (economy.reach_nok, economy.gap_nok) == (economy.loan_nok + 320_000, 0)
    assert "The home in sight is within reach" in answer.content.decode()
    assert "24 000 + 2 000 − 13 000 − 1 000" in answer.content.decode()


def test_it_is_reckoned_again_with_other_numbers(office, review, form):
    office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN))
    office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN | {"price": "9000000"}))
    assert RenewalEconomy.objects.get().gap_nok > 0


@pytest.mark.parametrize("bad", [{"years": "51"}, {"net_income": ""}, {"rate": "-1"}])
def test_a_reckoning_that_makes_no_sense_is_shown_again(office, review, form, bad):
    answer = office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN | bad))
    assert answer.status_code == 422
    assert "13000" in answer.content.decode()
    assert not RenewalEconomy.objects.exists()


def test_a_care_worker_sees_neither_review_nor_income(act_as, log_in, housing, review):
    client = log_in(act_as((housing, Role.CARE_WORKER)))
    assert client.get(f"/renewals/{review.pk}/").status_code == 403
    page = client.get(f"/tenancies/{review.tenancy_id}/").content.decode()
    assert "Before the lease ends" not in page


@pytest.mark.parametrize(
    ("way", "leads"),
    [("move_on", "/need/"), ("stay", "Write the new lease"), ("buy", "/end/")],
)
def test_each_way_leads_on(office, review, form, way, leads):
    office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN))
    said = form(way=way, reasons="Enough income", wish="", row_version="1")
    text = office.post(f"/renewals/{review.pk}/", said, follow=True).content.decode()
    review.refresh_from_db()
    assert (review.way, review.done_on) == (way, DAY)
    assert leads in text


def test_a_decision_needs_its_reasons(office, review, form):
    said = form(way="buy", reasons="", wish="A home of my own", row_version="1")
    answer = office.post(f"/renewals/{review.pk}/", said)
    assert answer.status_code == 422
    assert "A home of my own" in answer.content.decode()


def test_it_is_decided_once(office, review, form):
    said = {"way": "move_on", "reasons": "Enough income", "wish": "", "row_version": "1"}
    office.post(f"/renewals/{review.pk}/", form(**said))
    assert office.post(f"/renewals/{review.pk}/", form(**said)).status_code == 409
    assert office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN)).status_code == 409


def test_another_offices_review_is_not_there(act_as, log_in, review):
    client = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    assert client.get(f"/renewals/{review.pk}/").status_code == 404


def test_a_review_of_somebody_protected_is_not_there(office, review):
    Protection.objects.create(person=review.person, grade="confidential", since=DAY)
    assert office.get(f"/renewals/{review.pk}/").status_code == 404


def test_undecided_leases_stand_on_the_front_page_until_decided(office, review, form):
    assert "Leases that end without a decision" in office.get("/").content.decode()
    said = form(way="stay", reasons="Enough income", wish="", row_version="1")
    assert "Ola Vik" in office.get("/").content.decode()
    office.post(f"/renewals/{review.pk}/", said)
    assert "lease until" not in office.get("/").content.decode()


def test_who_leads_sees_how_many_and_nobodys_name(act_as, log_in, housing, review):
    leader = log_in(act_as((UnitFactory(), Role.LEADER)))
    few = leader.get("/").content.decode()
    assert "Without a decision: fewer than 5" in few
    for _ in range(5):
        let(housing, on=date(2024, 3, 1), until=date(2026, 12, 3))
    page = leader.get("/").content.decode()
    assert "Without a decision: 6" in page
    assert "of them within 60 days: 5" in page
    assert "Ola Vik" not in page


def test_small_counts_are_hidden_from_those_who_plan(act_as, log_in, officer, housing):
    for way, count in (("buy", 2), ("stay", 6), ("move_on", 5)):
        for _ in range(count):
            made = renewing.open_review(
                officer,
                tenancy_id=let(housing, on=date(2024, 3, 1), until=date(2027, 3, 1)).pk,
                on=DAY,
            )
            if way == "buy":
                renewing.reckon_renewal(officer, review_id=made.pk, case=CASE, on=DAY)
            renewing.decide_renewal(
                officer, review_id=made.pk, version=1, way=way, reasons="x", wish="", on=DAY
            )
    page = log_in(act_as((UnitFactory(), Role.LEADER))).get("/renewals/figures/")
    year = page.context["years"][0]
    assert (year.buy.is_hidden, year.move_on.is_hidden, year.stay.number) == (True, True, 6)
    assert page.content.decode().count("hidden") >= 2


def test_the_reasons_tell_nothing_about_health(officer, housing):
    tenancy = let(housing, on=date(2024, 3, 1), until=date(2027, 3, 1))
    made = renewing.open_review(officer, tenancy_id=tenancy.pk, on=DAY)
    said = {"review_id": made.pk, "version": 1, "way": "stay", "wish": "", "on": DAY}
    with pytest.raises(Invalid, match="psykose"):
        renewing.decide_renewal(officer, reasons="Han har psykose.", **said)
    renewing.decide_renewal(officer, reasons="Økonomien er i orden, NAV hjelper.", **said)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=5))
def test_a_small_count_is_never_the_only_one_hidden(counts):
    cells = hidden_small(counts)
    hidden = [cell for cell in cells if cell.is_hidden]
    assert all(cell.is_hidden for cell in cells if 0 < cell.number < FEWEST_TOLD)
    assert len(hidden) != 1 or not [c for c in cells if c.number and not c.is_hidden]


def test_the_allowance_is_reckoned_line_by_line(office, form):
    said = form(
        month="2026-07", income_nok_year="200000", cost_nok_year="120000", adults="1",
        children="0", municipality_group="4",
    )  # fmt: skip
    text = office.post("/allowance/", said).content.decode()
    assert "Paid a month, whole kroner" in text
    assert "Veileder i regelverk for bostøtte" in text
    assert "1 + 0.13 × 0 + 0.15 × 0" in text


@pytest.mark.parametrize(
    ("month", "why"), [("2025-07", "were others"), ("2028-01", "not adopted")]
)
def test_a_month_without_rates_is_refused_with_the_reason(office, form, month, why):
    said = form(
        month=month, income_nok_year="200000", cost_nok_year="120000", adults="1",
        children="0", municipality_group="4",
    )  # fmt: skip
    answer = office.post("/allowance/", said)
    assert answer.status_code == 422
    assert why in answer.content.decode()


def test_the_allowance_of_a_tenancy_begins_with_its_rent(office, review):
    page = office.get(f"/tenancies/{review.tenancy_id}/allowance/")
    assert page.context["form"].initial["cost_nok_year"] == 108_000


def test_the_start_loan_is_reckoned_line_by_line(office, form):
    text = office.post("/start-loan/", form(**LOAN)).content.decode()
    assert "The largest loan" in text
    assert "§ 8-5" in text


def test_buying_that_nobody_has_reckoned_is_no_decision(office, review, form):
    said = form(way="buy", reasons="Enough income", wish="My own", row_version="1")
    answer = office.post(f"/renewals/{review.pk}/", said)
    assert answer.status_code == 422
    assert "Reckon first what the tenant can buy for" in answer.content.decode()
    assert "My own" in answer.content.decode()

    office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN | {"price": ""}))
    assert office.post(f"/renewals/{review.pk}/", said).status_code == 422
    review.refresh_from_db()
    assert review.done_on is None


def test_a_purchase_says_what_it_rests_on(office, review, form):
    office.post(f"/renewals/{review.pk}/reckoning/", form(**LOAN))
    said = form(way="buy", reasons="Enough income", wish="", row_version="1")
    page = office.post(f"/renewals/{review.pk}/", said, follow=True)
    rows = dict(page.context["rests_on"])
    assert rows["Income after tax a month"] == "24 000 kr"
    assert rows["Grants"] == "300 000 kr"
    assert rows["Price of the home"] == "1 800 000 kr"
    assert rows["Reckoned"] == DAY
    assert "What buying rests on" in page.content.decode()


def test_the_database_keeps_what_buying_rests_on(officer, review):
    decided = {"way": "buy", "reasons": "x", "done_on": DAY}
    with pytest.raises(IntegrityError, match="rests on"), transaction.atomic():
        RenewalReview.objects.filter(pk=review.pk).update(**decided)
    economy = renewing.reckon_renewal(officer, review_id=review.pk, case=CASE, on=DAY)
    RenewalReview.objects.filter(pk=review.pk).update(**decided)
    for change in (economy.delete, lambda: RenewalEconomy.objects.update(loan_nok=1)):
        with pytest.raises(IntegrityError, match="kept as it was"), transaction.atomic():
            change()


def signed(actor, tenancy, **content):
    lease = leasing.draft_lease(actor, tenancy_id=tenancy.pk, language="nb", on=DAY)
    leasing.change_lease(actor, lease_id=lease.pk, version=1, content=content)
    return leasing.sign_lease(
        actor, lease_id=lease.pk, version=2, how="on_paper", signed_on=DAY, on=DAY
    )


def test_a_new_lease_signed_by_the_landlord_decides_the_review(act_as, office, review):
    estate = review.tenancy.dwelling.estate
    landlord = act_as((estate.managed_by, Role.PROPERTY))
    assert "Ola Vik" in office.get("/").content.decode()

    signed(landlord, review.tenancy, starts_on=date(2027, 3, 1), ends_on=None)

    review.refresh_from_db()
    assert (review.way, review.done_on, review.done_by_id) == ("stay", DAY, landlord.user_id)
    assert "version 1, was signed on 23 November 2026" in review.reasons
    assert "lease until" not in office.get("/").content.decode()


def test_a_lease_that_ends_when_the_one_before_does_decides_nothing(officer, review):
    signed(officer, review.tenancy, ends_on=date(2027, 3, 1))
    review.refresh_from_db()
    assert review.done_on is None


def test_a_withdrawn_lease_opens_the_review_again(officer, office, review):
    lease = signed(officer, review.tenancy, starts_on=date(2027, 3, 1), ends_on=None)
    leasing.withdraw_lease(officer, lease_id=lease.pk, version=lease.version, on=DAY)
    review.refresh_from_db()
    assert (review.way, review.reasons, review.done_on, review.lease) == ("", "", None, None)
    assert "Ola Vik" in office.get("/").content.decode()


def test_what_a_person_decided_stands_when_a_lease_is_signed(officer, review):
    renewing.decide_renewal(
        officer, review_id=review.pk, version=1, way="move_on", reasons="x", wish="", on=DAY
    )
    signed(officer, review.tenancy, starts_on=date(2027, 3, 1), ends_on=None)
    review.refresh_from_db()
    assert (review.way, review.reasons) == ("move_on", "x")


def decided(officer, review, way="move_on"):
    return renewing.decide_renewal(
        officer, review_id=review.pk, version=1, way=way, reasons="Enough income", wish="", on=DAY
    )


def take_back(officer, review, because="The wrong button was pressed."):
    review.refresh_from_db()
    return undoing.take_back_renewal(
        officer, review_id=review.pk, version=review.version, because=because, on=DAY
    )


def test_a_decision_by_a_wrong_click_is_taken_back_with_words(office, officer, review, form):
    decided(officer, review)
    url = f"/renewals/{review.pk}/take-back/"
    assert url in office.get(f"/renewals/{review.pk}/").content.decode()
    assert office.post(url, form(because="x", row_version="2")).status_code == 422
    assert (
        office.post(url, form(because="Wrong button pressed", row_version="1")).status_code == 409
    )
    sent = form(because="Wrong button pressed", row_version="2")
    page = office.post(url, sent, follow=True).content.decode()
    assert "Wrong button pressed" in page
    review.refresh_from_db()
    assert (review.done_on, review.way) == (None, "")
    assert office.get(url).status_code == 404


def test_why_it_is_taken_back_tells_nothing_about_health(officer, review):
    decided(officer, review)
    with pytest.raises(Invalid, match="psykotisk"):
        take_back(officer, review, because="Han er psykotisk for tida.")


@pytest.mark.parametrize("what", ["lease", "need", "end"])
def test_a_decision_that_something_followed_from_stands(officer, review, housing, what):
    decided(officer, review, "stay")
    if what == "lease":
        leasing.draft_lease(officer, tenancy_id=review.tenancy_id, language="nb", on=DAY)
    elif what == "need":
        Need.begin(person=review.person, unit=housing, by=officer.user_id, on=DAY)
    else:
        review.tenancy.end(on=DAY)
    with pytest.raises(Refused, match=r"lease|need|ended"):
        take_back(officer, review)


def test_another_offices_decision_is_not_taken_back(act_as, log_in, officer, review):
    decided(officer, review)
    stranger = log_in(act_as((UnitFactory(), Role.ALLOCATOR)))
    assert stranger.get(f"/renewals/{review.pk}/take-back/").status_code == 404
