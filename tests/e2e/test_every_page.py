"""Every page that a role can reach from its front page: whole, readable, usable by all."""

import re
from urllib.parse import urlsplit

import pytest

ROLES = (
    "tildelar",
    "saksbehandlar",
    "rus",
    "koordinator",
    "eigedom",
    "vaktmeister",
    "okonomi",
    "leiar",
    "personvern",
    "administrator",
)
ON_A_PHONE = ("tildelar", "rus", "vaktmeister", "administrator")
AT_MOST = 60  # pages a role
FILES = (
    "/letter",
    "/export/",
    "/errors",
    "/patterns",
    ".ics",
    ".pdf",
)  # answers that are no page of ours
A_FILE = re.compile(
    r"/(csv|word|pdf)/|/months/[^/]+/issues/|(?<!/leases)/template|/(leases/\d+|crisis|agreements/\d+)/paper/"
)
checked = set()  # shapes that axe has seen in this run


def shape_of(link):
    """The address with numbers taken out: one page of each kind is enough."""
    parts = urlsplit(link)
    return re.sub(r"\d+", "0", parts.path) + ("?" if parts.query else "")


def walk(page, look):
    """Follow links from the front page, one of each shape, and `look(path)` at each."""
    seen, queue = {"/log-out/"}, ["/"]
    while queue and len(seen) < AT_MOST:
        path = queue.pop(0)
        if shape_of(path) in seen or any(part in path for part in FILES):
            continue
        if A_FILE.search(path):
            continue
        seen.add(shape_of(path))
        answer = page.goto(path)
        assert answer.status == 200, f"{path} answered {answer.status}"
        look(path)
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        queue += [
            link.split("#")[0]
            for link in links
            if link.startswith("/") and not link.startswith("/static")
        ]
    return seen


@pytest.mark.parametrize("username", ROLES)
def test_each_role_reaches_only_whole_pages_without_a_barrier(open_as, axe, username):
    page = open_as(username, bypass_csp=True)
    problems = {}

    def look(path):
        if shape_of(path) not in checked:
            checked.add(shape_of(path))
            found = axe(page)
            if found:
                problems[path] = found

    seen = walk(page, look)

    assert problems == {}
    assert len(seen) > 4


@pytest.mark.parametrize("username", ON_A_PHONE)
def test_no_page_is_wider_than_a_phone_or_breaks_its_own_policy(open_as, username):
    page = open_as(username, width=390)
    wide, complaints = [], []
    page.on(
        "console",
        lambda message: (
            complaints.append(f"{message.text} {message.location['url']}")
            if message.type == "error"
            else None
        ),
    )

    def look(path):
        if page.evaluate("document.documentElement.scrollWidth") > 390:
            wide.append(path)

    walk(page, look)

    assert wide == []
    assert complaints == []
