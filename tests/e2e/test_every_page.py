"""Every page that a role can reach from its front page: whole, readable, usable by all."""

import re
from urllib.parse import urlsplit

import pytest

ROLES = {
    "tildelar": "allocator", "saksbehandlar": "caseworker", "rus": "care worker", "koordinator": "coordinator",
    "eigedom": "property", "vaktmeister": "caretaker", "okonomi": "economy", "leiar": "leader", "personvern": "auditor",
}
AT_MOST = 40


def shape_of(url):
    """The address with numbers taken out: one page of each kind is enough."""
    parts = urlsplit(url)
    return re.sub(r"\d+", "0", parts.path) + ("?" if parts.query else "")


def reachable(page, site):
    """Paths reached by following links, one of each shape, and the links that were broken."""
    seen, queue, paths = set(), ["/"], []
    while queue and len(paths) < AT_MOST:
        path = queue.pop(0)
        if shape_of(path) in seen:
            continue
        seen.add(shape_of(path))
        if "/letter" in path or "export" in path or "template" in path or "download" in path:
            continue
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        paths.append(path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        queue += [link.split("#")[0] for link in links if link.startswith("/") and not link.startswith("/static")]
    return paths


@pytest.mark.parametrize("username", ROLES)
def test_each_role_reaches_only_whole_pages_without_a_barrier(open_as, site, axe, username):
    page = open_as(username)
    errors = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    problems = {}
    for path in reachable(page, site):
        page.goto(path)
        found = axe(page)
        if found:
            problems[path] = found

    assert problems == {}
    assert [e for e in errors if "Content Security Policy" in e or "Error" in e] == []


@pytest.mark.parametrize("username", ["tildelar", "rus", "vaktmeister"])
def test_no_page_is_wider_than_a_phone(open_as, site, username):
    page = open_as(username, width=390)
    wide = []
    for path in reachable(page, site):
        page.goto(path)
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)

    assert wide == []
