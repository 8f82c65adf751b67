"""What comes in by the one door, in the browser: an admission until a home is found before the
discharge, a nickname that turns out to be somebody known, and an errand that another unit takes.

Addresses and field names lead the way, not words: the words are three languages' own.
"""

import re
from datetime import timedelta

from heimveg.base import clock

HOMES = (
    "Objektnummer;Adresse;Soverom;Standard;Område\n"
    "91001;Utgangsvegen 1;1;ordinær;Utgangsgrenda\n"
    "91002;Utgangsvegen 3;1;ordinær;Utgangsgrenda\n"
)


def send(page, form):
    """Press the button of the form, and wait for where it leads."""
    with page.expect_navigation():
        page.locator(f"{form} button[type=submit]").first.click()


def press(page, path_end):
    with page.expect_navigation():
        page.locator(f"form[action$='{path_end}'] button[type=submit]").first.click()


def follow(page, href):
    """Go where the first link whose address has `href` leads."""
    address = page.locator(f"main a[href*='{href}']").first.get_attribute("href")
    page.goto(address)
    return address


def take_in(page, kind, **fields):
    """Fill in the short form, send it, and give the receipt's text."""
    page.goto(f"/intake/new/{kind}/")
    for name, value in fields.items():
        field = page.locator(f"[name={name}]").first
        if value is True:
            field.check()
        elif field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    send(page, "form#receive")
    assert re.search(r"/intake/receipts/\d+/$", page.url), page.locator("main").inner_text()
    return page.locator("main").inner_text()


def upload_homes(page, path):
    page.goto("/import/dwellings/new/")
    page.set_input_files("input[type=file]", path)
    send(page, "main form[method=post]")
    _until_read(page)
    press(page, "/commit/")
    _until_read(page)


def _until_read(page):
    for _ in range(60):
        waits = page.locator("[role=progressbar], progress").count()
        if re.search(r"/import/\w+/\d+/$", page.url) and waits == 0:
            return
        page.wait_for_timeout(500)
        page.goto(re.sub(r"progress/$", "", page.url))
    raise AssertionError(f"the file was never read: {page.url}")


def leaving(page):
    """Who stands on the front page as leaving soon without a home."""
    page.goto("/")
    panel = page.locator("#leaving, section[aria-labelledby*=leaving]")
    return panel.first.inner_text() if panel.count() else ""


def test_from_admission_to_a_home_found_before_the_discharge(open_as, fresh_file):
    name, leaves = "Innlagde Prøvesen", clock.today() + timedelta(days=13)
    office = open_as("tildelar")
    upload_homes(office, fresh_file("utgang.csv", HOMES.encode("utf-8-sig")))

    wrong_unit = open_as("vaktmeister", width=390)
    told = take_in(
        wrong_unit, "admission", name=name, came_from="Sjukehuset", institution="hospital",
        expected_on=leaves.isoformat(), is_homeless=True,
    )  # fmt: skip
    assert "Rusteneste" in told
    assert name not in told
    number = re.search(r"/receipts/(\d+)/", wrong_unit.url).group(1)

    care = open_as("rus")
    assert name in leaving(care)
    care.goto(f"/intake/receipts/{number}/")
    errand = follow(care, "/intake/errands/")
    assert "Sjukehuset" in care.locator("main").inner_text()
    press(care, "/take/")
    need = follow(care, "/needs/")
    care.goto(f"{need}change/")
    assert care.locator("[name=urgency_reasons][value=discharge_without_home]").is_checked()
    care.check("[name=kinds][value=ordinary]")
    care.fill("[name=rooms_at_least]", "1")
    care.select_option("[name=urgency]", "5")
    care.fill("[name=urgency_because]", "Skal ut om under to veker.")
    care.check("[name=wished_areas][value=Utgangsgrenda]")
    send(care, "form:has([name=rooms_at_least])")
    assert care.url.endswith(need)

    address = _home_found(open_as, office, name)

    assert name not in leaving(care)
    care.goto(errand)
    follow(care, "/people/")
    assert address in care.locator("main").inner_text()


def _home_found(open_as, office, name):
    """Round, decision, offer and acceptance; the address of the home."""
    office.goto("/allocation/new/")
    office.fill("[name=title]", "Før utskriving")
    send(office, "main form[method=post]")
    office.goto(office.url.rstrip("/") + "/settle/")
    send(office, "main form[method=post]")
    office.goto("/decisions/?state=draft")
    with office.expect_navigation():
        office.get_by_role("link", name=name).first.click()
    decision = office.url
    with office.expect_navigation():
        office.locator("button[formaction$='/sign/']").click()
    colleague = open_as("tildelar2")
    colleague.goto(decision)
    press(colleague, "/approve/")
    press(colleague, "/tell/")
    office.goto("/offers/")
    with office.expect_navigation():
        office.get_by_role("link", name=name).first.click()
    offer = re.search(r"(/offers/\d+/)", office.url).group(1)
    office.goto(f"{offer}send/")
    send(office, "main form[method=post]")
    office.goto(f"{offer}accept/")
    send(office, "main form[method=post]")
    return office.locator("main a[href^='/dwellings/']").first.inner_text()


def test_a_nickname_met_outside_turns_out_to_be_somebody_known(open_as):
    known, nickname = "Kjend Prøvestad", "Prøvefuglen"
    coordinator = open_as("koordinator")
    coordinator.goto("/people/new/")
    coordinator.fill("[name=name]", known)
    send(coordinator, "form#register")
    kept = re.search(r"/people/\d+/", coordinator.url).group(0)

    outside = open_as("utekontakt", width=390)
    told = take_in(outside, "outreach", nickname=nickname, met_where="Ved stasjonen",
                   text="Ville gjerne prate.")  # fmt: skip
    assert "Utekontakten" in told
    errand = follow(outside, "/intake/errands/")
    assert nickname in outside.locator("main").inner_text()
    outside.locator("#pass_on_form summary").click()
    outside.select_option("#pass_on_form [name=unit]", label="Psykisk helseteneste")
    press(outside, "/pass-on/")

    coordinator.goto(errand)
    met = follow(coordinator, "/people/")
    coordinator.goto(f"{met}merge/?q={known.replace(' ', '+')}")
    follow(coordinator, "/merge/")
    with coordinator.expect_navigation():
        coordinator.locator(f"button[name=keep][value='{kept.split('/')[2]}']").click()

    assert kept in coordinator.url
    assert errand in coordinator.content()
    coordinator.goto(met)
    assert kept in coordinator.url  # the nickname's record leads to the one that is kept
    coordinator.goto(errand)
    press(coordinator, "/need/")
    assert re.search(r"/needs/\d+/change/$", coordinator.url)


def test_from_the_door_to_a_unit_that_accepts(open_as):
    name = "Overtekne Prøvesen"
    care = open_as("rus")
    told = take_in(care, "referral", name=name, came_from="Fastlegen",
                   in_own_words="Vil bu roleg.")  # fmt: skip
    assert "Bustadkontoret" in told
    assert name not in care.content()

    office = open_as("saksbehandlar")
    office.goto("/intake/errands/")
    with office.expect_navigation():
        office.get_by_role("link", name=name).first.click()
    errand = office.url
    press(office, "/take/")
    person = follow(office, "/people/")
    office.goto(f"{person}hand-over/")
    office.select_option("[name=to_unit]", label="FACT-teamet")
    office.fill("[name=words]", "Vi ber dykk følgje opp.")
    send(office, "form:has([name=to_unit])")

    team = open_as("fact")
    team.goto("/hand-offs/")
    with team.expect_navigation():
        team.get_by_role("link", name=name).first.click()
    asked = re.search(r"/hand-offs/\d+/", team.url).group(0)
    team.goto(f"{asked}accept/")
    send(team, "main form[method=post]")

    team.goto(person)
    assert errand.rstrip("/").rsplit("/", 1)[1] in team.content()
    assert "FACT-teamet" in team.locator("main").inner_text()
