"""Two journeys: a lease the law stops, and a review before the end that leads to buying."""

import re

import pytest

pytestmark = pytest.mark.usefixtures("site")


def send(page, path_end):
    with page.expect_navigation():
        page.locator(f"form[action$='{path_end}'] button[type=submit]").first.click()


def test_a_lease_whose_written_notice_was_forgotten_is_stopped_with_the_reason(open_as, axe):
    office = open_as("tildelar")
    office.goto("/tenancies/")
    office.locator("main tbody th a").first.click()
    office.wait_for_url(re.compile(r"/tenancies/\d+/$"))
    if office.locator("form[action$='/leases/']").count():
        send(office, "/leases/")
    else:
        office.locator("#tenancy-leases .hv-panel__head a").click()
    office.wait_for_url(re.compile(r"/leases/\d+/$"))
    axe(office)

    lease = re.search(r"/leases/\d+/$", office.url).group()
    office.fill("[name=starts_on]", "2026-12-01")
    office.fill("[name=ends_on]", "2028-12-01")
    office.select_option("[name=short_ground]", "municipal")
    office.fill("[name=told_in_writing_on]", "")
    send(office, lease)
    send(office, f"{lease}sign/")
    assert "§ 11-1" in office.locator("#lease [role=alert]").inner_text()
    assert office.locator("form[action$='/sign/']").count() == 1

    office.fill("[name=told_in_writing_on]", office.input_value("[name=signed_on]"))
    send(office, lease)
    # Where the lease before was safer, it is told that the reason is asked for.
    if office.locator("main :text('§ 1-2')").count():
        office.select_option("[name=less_safe_reason]", "grant")
        send(office, lease)
    send(office, f"{lease}sign/")
    assert office.locator("form[action$='/sign/']").count() == 0
    paper = office.request.get(f"{office.url.split('/leases/')[0]}{lease}paper/")
    assert paper.body().startswith(b"%PDF")


def test_a_review_before_the_end_leads_to_buying(open_as, axe):
    office = open_as("tildelar")
    office.locator("#leases-undecided a[href^='/tenancies/']").first.click()
    office.wait_for_url(re.compile(r"/tenancies/\d+/$"))
    if office.locator("form[action$='/renewal/']").count():
        send(office, "/renewal/")
    else:
        office.locator("#tenancy-renewal h2 a").click()
    office.wait_for_url(re.compile(r"/renewals/\d+/$"))

    numbers = {
        "net_income": "26000", "allowance": "1500", "living_costs": "12500", "debts": "0",
        "running_costs": "4000", "rate": "4.5", "years": "30", "grants": "200000",
        "own_money": "10000", "price": "1500000",
    }  # fmt: skip
    for name, value in numbers.items():
        office.fill(f"[name={name}]", value)
    send(office, "/reckoning/")
    assert office.locator("#working").count() == 1
    axe(office)

    review = re.search(r"/renewals/\d+/$", office.url).group()
    office.check("[name=way][value=buy]")
    office.fill("[name=reasons]", "Inntekt, lån og tilskot rekk til prisen.")
    send(office, review)
    with office.expect_navigation():
        office.locator("main a[href$='/end/']").click()
    office.select_option("[name=ending]", "bought")
    with office.expect_navigation():
        office.locator("main form button[type=submit]").first.click()
    send(office, "/end/")
    assert office.url.endswith("/tenancies/")
