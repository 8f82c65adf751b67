"""Every turnover of the demo opens, wherever its dates lie."""

import re


def addresses(page, path):
    """Of the turnovers in a list, page by page."""
    found = set()
    while path:
        page.goto(path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        found |= {link for link in links if re.fullmatch(r"/upkeep/turnovers/\d+/", link)}
        following = page.locator("a[rel=next]")
        path = f"/upkeep/{following.get_attribute('href')}" if following.count() else ""
    return found


def test_every_turnover_of_the_demo_opens(open_as):
    page = open_as("eigedom")
    all_of_them = addresses(page, "/upkeep/") | addresses(page, "/upkeep/?which=ready")

    answers = {url: page.request.get(page.url.split("/upkeep")[0] + url).status
               for url in sorted(all_of_them)}  # fmt: skip

    assert len(answers) > 15
    assert set(answers.values()) == {200}, answers
