"""Somebody with a strictly confidential address does not exist for who is not cleared: not in the
search, not on a page, not on an agenda, not in a number."""

import re

SURNAME = "Løyndomsen"


def submit(page, form="main form[method=post]"):
    with page.expect_navigation():
        page.locator(f"{form} button[type=submit]").first.click()


def agenda_of(page, path):
    page.goto(path)
    return re.sub(r"\s+", " ", page.locator("#agenda").inner_text())


def test_a_protected_person_does_not_exist_for_the_unqualified(open_as):
    cleared, colleague = open_as("koordinator"), open_as("saksbehandlar")
    colleague.goto("/meetings/")
    meeting = colleague.locator("#standing h3 a[href^='/meetings/']").first.get_attribute("href")
    before = agenda_of(colleague, meeting)
    nothing = re.sub(r"\s+", " ", _found(colleague))

    cleared.goto("/people/new/")
    cleared.fill("[name=name]", f"Verna {SURNAME}")
    with cleared.expect_navigation():
        cleared.locator("form#register button[type=submit]").last.click()
    person = re.search(r"/people/\d+/$", cleared.url).group(0)

    cleared.goto(person)
    with cleared.expect_navigation():
        cleared.locator("#answers a[href*='/answering/']").first.click()
    cleared.select_option("[name=worker]", label="Ragnhild Øvrelid")
    submit(cleared)
    cleared.goto(person + "protection/")
    cleared.check("[name=grade][value=strictly_confidential]")
    submit(cleared)
    cleared.goto(person + "meetings/")
    cleared.check(f"[name=meeting][value='{meeting.strip('/').split('/')[-1]}']")
    submit(cleared)

    assert SURNAME in agenda_of(cleared, meeting)
    assert SURNAME in _found(cleared)
    assert agenda_of(colleague, meeting) == before
    assert re.sub(r"\s+", " ", _found(colleague)) == nothing
    for path in (person, person + "meetings/", person + "case/", person + "consents/"):
        assert colleague.request.get(path).status == 404, path
    strange = colleague.request.get("/people/999999999/").text()
    hidden = colleague.request.get(person).text()
    assert _without_keys(hidden) == _without_keys(strange)


def _found(page):
    page.goto(f"/search/?q={SURNAME}")
    return page.locator("#search-results").inner_text()


def _without_keys(html):
    """The page but for its address and its keys, which are new each time."""
    html = re.sub(r"/people/\d+/", "", html)
    return re.sub(r'(value|X-CSRFToken)"?[=:] ?"[^"]*"', "", html)
