"""Inspections taken along on a phone: opened and filled in without a network, sent once, and
gone when somebody logs out or another logs in."""

import io

import pytest
from PIL import Image

LIST = "/upkeep/inspections/"
TAKE = "#take-along button"
KEPT = """async () => {
    const paths = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
            paths.push(new URL(request.url).pathname);
    return paths;
}"""
ASK = """async (paths) => {
    const worker = (await navigator.serviceWorker.ready).active;
    const { port1, port2 } = new MessageChannel();
    const told = new Promise(done => { port1.onmessage = event => done(event.data.taken); });
    worker.postMessage({ take: paths }, [port2]);
    return told;
}"""
AGE = """async (ms) => {
    const pages = await caches.open("taken-along");
    for (const request of await pages.keys()) {
        const copy = await pages.match(request), headers = new Headers(copy.headers);
        headers.set("Taken-Along-At", String(Date.now() - ms));
        await pages.put(request, new Response(await copy.text(), { headers }));
    }
}"""
A_DAY = 24 * 60 * 60 * 1000


@pytest.fixture
def photo():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "beige").save(out, "JPEG")
    return {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def until(page, expression):
    """Ask again until it holds. Playwright's own wait would evaluate text in the page, which the
    page's policy forbids."""
    for _ in range(150):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(expression)


def pages_kept(page):
    return {path for path in page.evaluate(KEPT) if not path.startswith("/static/")}


def take_along(page):
    """Press the button on the list; gives the addresses of the inspections that were kept."""
    page.goto(LIST)
    page.locator(TAKE).click()
    page.locator("#take-along [data-words]").wait_for(state="visible")
    return sorted(path for path in pages_kept(page) if any(c.isdigit() for c in path))


def answer_all(page):
    for radio in page.locator("input[type=radio][value=yes]").all():
        radio.check()
    for measure in page.locator("input[name^=measure-]").all():
        is_warmth = measure.get_attribute("name") == "measure-heating"
        measure.fill("21" if is_warmth else "200")


def test_what_is_taken_along_is_opened_and_filled_in_without_a_network(open_as, photo):
    page = open_as("vaktmeister", width=390)
    inspection = take_along(page)[0]
    page.goto("/")
    page.context.set_offline(True)

    page.goto(LIST)
    page.locator("#copy").wait_for(state="visible")
    page.locator(f"#inspections a[href='{inspection}']").click()
    page.locator("#inspect").wait_for()
    assert page.locator("#copy").is_visible()
    assert "--:--" not in page.locator("#copy").inner_text()
    answer_all(page)
    page.locator("details:has(input[name=photo-own_bath]) summary").click()
    page.locator("input[name=photo-own_bath]").set_input_files(photo)
    page.locator("#conclusion-at_standard").check()
    page.locator("#inspect button[type=submit]").click()
    page.locator("#waiting").wait_for(state="visible")
    assert page.locator("#waiting [data-count]").inner_text() == "2"
    page.goto(inspection)  # opened again without a network: what was written is there, and waits
    until(page, "document.querySelector('#inspect').inert")
    assert page.locator("#conclusion-at_standard").is_checked()

    with page.expect_navigation():
        page.context.set_offline(False)
    page.locator("#inspection-answers").wait_for()
    assert not page.locator("#waiting").is_visible()
    assert page.locator("#inspection-photos img").count() == 1
    page.reload()
    page.wait_for_timeout(1000)
    assert inspection not in pages_kept(page)  # concluded: nothing to take along any more


def test_an_inspection_that_was_opened_opens_again_without_a_network(open_as):
    page = open_as("vaktmeister", width=390)
    page.goto(LIST)
    page.locator("#inspections th a").first.click()
    page.locator("[data-kept]").wait_for(state="visible")
    page.context.set_offline(True)

    page.reload()

    assert page.locator("#copy").is_visible()
    assert page.locator("#inspect").is_visible()
    page.goto("/upkeep/orders/")
    assert page.locator(f"a[href='{LIST}'].ds-button").is_visible()


def test_no_page_about_a_person_is_kept(open_as):
    page = open_as("eigedom", width=390)
    page.goto("/tenancies/")
    tenancy = page.locator("main tbody a").first.get_attribute("href")
    take_along(page)

    asked = [tenancy, "/", "/persons/", "/dwellings/", "/upkeep/", f"{LIST}?which=held"]
    asked += ["/upkeep/orders/", "https://example.com/upkeep/inspections/"]
    page.evaluate(ASK, asked)
    for path in (tenancy, "/upkeep/", "/upkeep/orders/", f"{LIST}?which=held"):
        page.goto(path)

    page.goto(LIST)
    kept = pages_kept(page)
    assert kept & set(asked) == set()
    assert {path for path in kept if not path.startswith(LIST)} == {"/upkeep/without-network/"}


def test_logging_out_clears_what_was_taken_along(open_as):
    page = open_as("vaktmeister", width=390)
    assert take_along(page)

    page.evaluate("document.querySelector(\"form[action$='/log-out/']\").requestSubmit()")
    page.wait_for_url("**/log-in/**")

    assert page.evaluate(KEPT) == []
    registered = "navigator.serviceWorker.getRegistrations().then(all => all.length)"
    assert page.evaluate(registered) == 0


def test_another_who_logs_in_on_the_same_phone_meets_nothing(open_as, site):
    page = open_as("vaktmeister", width=390)
    inspection = take_along(page)[0]
    page.context.clear_cookies()  # the session ran out: nobody logged out

    page.goto("/log-in/")
    page.fill("form#log-in [name=username]", "tildelar")
    page.fill("form#log-in [name=password]", "heimveg-demo")
    page.click("form#log-in button[type=submit]")
    page.wait_for_url(site + "/")
    until(page, f"({KEPT})().then(kept => kept.length === 0)")
    page.context.set_offline(True)

    with pytest.raises(Exception, match="ERR_"):
        page.goto(inspection)


def test_a_copy_lives_a_day(open_as):
    page = open_as("vaktmeister", width=390)
    inspection = take_along(page)[0]
    page.evaluate(AGE, A_DAY - 60_000)
    page.context.set_offline(True)
    page.goto(inspection)
    assert page.locator("#copy").is_visible()

    page.evaluate(AGE, A_DAY + 1)

    with pytest.raises(Exception, match="ERR_"):
        page.goto(inspection)


def test_what_was_written_offline_is_not_sent_in_anothers_name(open_as, site):
    """The session ran out and another logged in, before the network came back to this page."""
    page = open_as("vaktmeister", width=390)
    inspection = take_along(page)[-1]
    page.goto(inspection)
    page.context.set_offline(True)
    page.locator("#words").fill("Vaktmeisterens ord.")
    page.locator("#inspect button[type=submit]").click()
    page.locator("#waiting").wait_for(state="visible")
    another = open_as("eigedom", width=390)
    page.context.add_cookies(another.context.cookies())

    page.context.set_offline(False)
    page.locator("#waiting [data-send]").click()

    until(page, "document.querySelector('#waiting [data-words]').innerText !== ''")
    assert page.locator("#waiting [data-count]").inner_text() == "1"


def test_a_browser_that_cannot_keep_pages_works_as_before(open_as):
    page = open_as("vaktmeister", width=390)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(LIST)
    assert not page.locator("#take-along").is_visible()
    page.locator("#inspections th a").last.click()
    page.locator("#words").fill("Skrive utan nett.")
    page.context.set_offline(True)
    page.locator("#inspect button[type=submit]").click()
    page.locator("#waiting").wait_for(state="visible")

    with page.expect_navigation():
        page.context.set_offline(False)

    page.locator("#inspect").wait_for()
    assert not page.locator("#waiting").is_visible()
    assert page.evaluate(KEPT) == []
