"""From rent unpaid to a home that is kept: contact, instalments, the law's notice, a payment."""

import re

import pytest

from heimveg.base import clock

PETITION_TOO_EARLY = 422


def links(page, selector):
    return page.eval_on_selector_all(selector, "all => all.map(a => a.getAttribute('href'))")


def submit(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def take(page, home, code, result):
    """Record a step today; the answer's status."""
    page.goto(f"{home}step/")
    page.check(f"input[name=code][value={code}]")
    page.check(f"input[name=result][value={result}]")
    with page.expect_response(lambda r: r.request.method == "POST") as answer:
        page.locator("form:has([name=code]) button[type=submit]").click()
    page.wait_for_load_state()
    return answer.value.status


def kroner(text):
    """`Owed now: 18 000,00 kroner` in øre."""
    digits = re.search(r"\d[\d\s\u00a0\u202f]*,\d\d", text).group()
    return int(re.sub(r"\D", "", digits))


def owed(page, tenancy):
    page.goto(f"/tenancies/{tenancy}/rent/")
    lead = page.locator("header.hv-head").inner_text()
    return kroner(lead) if re.search(r"\d,\d\d", lead) else 0


@pytest.fixture
def home(open_as):
    """Someone who owes and whom nobody has been in contact with: (page, address of the case)."""
    page = open_as("tildelar2")
    page.goto("/prevention/")
    for case in links(page, "main tbody th a"):
        page.goto(case)
        if page.locator("a[href$='/agreement/']").count() == 0:
            continue
        page.goto(f"{case}agreement/")
        is_new = page.locator("input[name=ore]").count() == 1
        page.goto(case)
        if is_new and page.locator("#instalments").count() == 0:
            return page, case
    pytest.fail("the demo has nobody who owes rent and has no plan")


def test_arrears_become_an_agreement_and_the_home_is_kept(home, open_as, fresh_file):
    page, case = home
    tenancy = int(re.search(r"/tenancies/(\d+)/", case).group(1))
    owes = owed(page, tenancy)
    assert owes > 0

    take(page, case, "contact", "reached")
    page.goto(f"{case}agreement/")
    page.fill("input[name=ore]", str(owes // 200))
    submit(page, "form:has([name=ore]) button[type=submit]")
    assert page.locator("main tbody tr").count() >= 2  # the plan is shown before it is agreed
    submit(page, "form:has([name=ore][type=hidden]) button[type=submit]")
    assert page.locator("#instalments").count() == 1

    for code in ("warning", "social_services", "notice_4_18"):
        take(page, case, code, "sent")
    assert take(page, case, "petition", "sent") == PETITION_TOO_EARLY  # not the same day

    economy = open_as("okonomi")
    assert owed(economy, tenancy) == owes
    kid = economy.locator("dt:text-is('KID') + dd").inner_text()
    economy.goto("/rent/payments/")
    paid = f"{clock.today():%d.%m.%Y};{owes / 100:.2f};{kid};E2E{tenancy}"
    line = f"Dato;Beløp;KID;Referanse\n{paid}\n"
    economy.set_input_files("input[type=file]", fresh_file("bank.csv", line.encode()))
    submit(economy, "form:has(input[type=file]) button[type=submit]")
    assert owed(economy, tenancy) == 0

    page.goto(f"{case}close/")
    page.check("input[name=outcome][value=kept]")
    submit(page, "form:has([name=outcome]) button[type=submit]")
    page.goto("/prevention/?closed=1")
    assert case in links(page, "main tbody th a")
    page.goto("/prevention/")
    assert case not in links(page, "main tbody th a")
