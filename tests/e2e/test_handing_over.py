"""Between units, by hand in the browser: a yes that moves the answer, and a no that somebody
with a mandate ends. Addresses and field names lead the way, not words."""

import re

from tests.e2e.test_the_first_home import act, submit


def _own_person(page):
    """Somebody the log-in is the named worker of, whom nobody has asked another unit about."""
    page.goto("/")
    links = page.locator("#my-people a[href^='/people/']")
    found = dict.fromkeys(links.nth(n).get_attribute("href") for n in range(links.count()))
    for url in found:
        page.goto(url)
        ask = page.locator("#handoffs a[href$='/hand-over/']")
        if ask.count() and not page.locator("#handoffs li").count():
            return url
    raise AssertionError(f"nobody to hand over among {list(found)}")


def _ask(page, url, unit):
    page.goto(f"{url}hand-over/")
    page.select_option("[name=to_unit]", label=unit)
    page.select_option("[name=reason]", "known_there")
    page.fill("[name=words]", "De kjenner personen frå før, og tilliten er der.")
    submit(page)
    return re.search(r"/hand-offs/\d+/", page.url).group(0)


def test_a_yes_moves_who_answers_and_nobody_was_without(open_as):
    asker = open_as("rus")
    person = _own_person(asker)
    handoff = _ask(asker, person, "FACT-teamet")
    asker.goto(person)
    assert "Rusteneste" in asker.locator("#answers").inner_text()

    taker = open_as("fact", width=390)
    taker.goto("/")
    assert taker.locator(f"#handoffs-to-answer a[href='{handoff}']").count()
    taker.goto(f"{handoff}accept/")
    submit(taker)

    taker.goto(person)
    assert "FACT-teamet" in taker.locator("#answers strong").inner_text()
    assert "Eirik Myklestøl" in taker.locator("#answers").inner_text()
    asker.goto(handoff)
    assert asker.locator("#can-do").count() == 0  # told what became of it, and no more


def test_a_no_goes_to_who_decides_and_the_decision_ends_it(open_as):
    asker = open_as("rus", javascript=False)
    person = _own_person(asker)
    handoff = _ask(asker, person, "NAV Heimvik")

    refuser = open_as("nav")
    refuser.goto(f"{handoff}decline/")
    refuser.check("[name=because][value=no_capacity]")
    refuser.fill("[name=words]", "Fullt til mars.")
    submit(refuser)
    assert refuser.goto(person).status == 404

    asker.goto(handoff)
    assert "Fullt til mars." in asker.locator("main").inner_text()
    act(asker, "/bring/")

    leads = open_as("kommunalsjef")
    leads.goto(f"{handoff}decide/")
    leads.locator("label", has_text="NAV Heimvik").first.click()
    leads.fill("[name=words]", "NAV har ansvaret frå i dag. Rustenesta hjelper.")
    submit(leads)
    assert leads.goto(person).status == 404  # who decided has no more to do with the person

    refuser.goto(person)
    assert "NAV Heimvik" in refuser.locator("#answers strong").inner_text()
    refuser.goto(handoff)
    assert "NAV har ansvaret frå i dag." in refuser.locator("#answer").inner_text()
