"""The whole errand, by hand in the browser: two spreadsheets become a home somebody lives in.

One long journey, for each step rests on the one before. Addresses and field names lead the way,
not words: the words are three languages' own.
"""

import re

import pytest

HOMES = "Objektnummer;Adresse;Soverom;Standard;Område\n{rows}"
GOOD = "90001;Prøvevegen 1;1;ordinær;Prøvegrenda\n90002;Prøvevegen 3;2;ordinær;Prøvegrenda\n"
BAD = "90001;Prøvevegen 1;mange;ordinær;Prøvegrenda\n"
PEOPLE = (
    "Referanse;Navn;Søknadsdato;Hastegrad;Hvorfor det haster;"
    "Boligtyper som passer;Rom minst;Ønsket område\n"
    "PR-1;Prøva Prøvesen;01.02.2026;5;Bostedsløs;Ordinær bolig;2;Prøvegrenda\n"
)


def submit(page, form="main form"):
    """Send the page's first form that changes something, and wait for the answer."""
    button = page.locator(f"{form}[method=post] button[type=submit]").first
    with page.expect_navigation():
        button.click()


def upload(page, kind, path):
    page.goto(f"/import/{kind}/new/")
    page.set_input_files("input[type=file]", path)
    submit(page)
    _wait_until_checked(page)


def _wait_until_checked(page):
    """The worker reads the file; without JavaScript a person would press the link."""
    for _ in range(60):
        if (
            re.search(r"/import/\w+/\d+/$", page.url)
            and page.locator("[role=progressbar], progress").count() == 0
        ):
            return
        page.wait_for_timeout(500)
        page.goto(re.sub(r"progress/$", "", page.url))
    raise AssertionError(f"the file was never checked: {page.url}")


def commit(page):
    with page.expect_navigation():
        page.locator("form[action$='/commit/'] button[type=submit]").click()
    _wait_until_checked(page)


def act(page, path_end):
    """Press the button of the form that leads to `path_end`."""
    with page.expect_navigation():
        page.locator(f"form[action$='{path_end}'] button[type=submit]").first.click()


@pytest.fixture
def offer_of_prove(open_as, fresh_file):
    """From spreadsheets to a signed decision: the page of the offer that waits for an answer."""
    office = open_as("tildelar")

    upload(office, "dwellings", fresh_file("feil.csv", HOMES.format(rows=BAD).encode("cp1252")))
    assert "C2" in office.locator("main").inner_text()
    assert office.locator("form[action$='/commit/']").count() == 0

    upload(
        office,
        "dwellings",
        fresh_file("bustader.csv", HOMES.format(rows=GOOD).encode("utf-8-sig")),
    )
    commit(office)
    upload(office, "needs", fresh_file("venteliste.csv", PEOPLE.encode()))
    commit(office)

    office.goto("/allocation/new/")
    office.fill("[name=title]", "Prøverunde")
    office.select_option("[name=unit]", index=1) if office.locator(
        "select[name=unit]"
    ).count() else None
    submit(office)
    assert re.search(r"/allocation/\d+/", office.url)
    allocation = office.url.rstrip("/")
    office.get_by_role("link", name="Tabell").click()  # waits: the proposal may still be made
    office.get_by_text("Prøva Prøvesen").first.wait_for()

    office.goto(allocation + "/settle/")
    submit(office)
    office.goto("/decisions/?state=draft")
    with office.expect_navigation():
        office.get_by_role("link", name="Prøva Prøvesen").first.click()
    decision = office.url

    office.fill("[name=outcome]", "Du får bustaden på vilkår av at du er rusfri.")
    with office.expect_response(lambda r: r.request.method == "POST") as answer:
        office.locator("form:has([name=outcome]) button[type=submit]").first.click()
    assert answer.value.status == 422
    assert "rusfri" in office.locator("[name=outcome]").input_value()

    office.goto(decision)
    with office.expect_navigation():
        office.locator("button[formaction$='/sign/']").click()
    colleague = open_as("tildelar2")
    colleague.goto(decision)
    act(colleague, "/approve/")
    act(colleague, "/tell/")
    letter = colleague.request.get(decision + "letter/")
    assert letter.body().startswith(b"%PDF")

    office.goto("/offers/")
    with office.expect_navigation():
        office.get_by_role("link", name="Prøva Prøvesen").first.click()
    office.goto(re.sub(r"/$", "", office.url) + "/send/")
    submit(office)
    return office


def test_two_spreadsheets_become_a_home_somebody_lives_in(offer_of_prove):
    page = offer_of_prove
    page.goto(re.search(r"(/offers/\d+/)", page.url).group(1) + "accept/")
    submit(page)

    home = page.locator("main a[href^='/dwellings/']").first
    person = page.locator("main a[href^='/people/']").first.get_attribute("href")
    address = home.inner_text()
    page.goto(person)

    assert address in page.locator("main").inner_text()
    page.goto("/search/?q=PR-1")
    assert "Prøva Prøvesen" in page.locator("main").inner_text()
