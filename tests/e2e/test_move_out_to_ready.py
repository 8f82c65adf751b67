"""From moved out to ready, on a phone, with the network gone in the middle."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

LISTED = "#turnovers a[href*='/upkeep/turnovers/']"
INSPECT = "a[href*='kind=move_out']"


@pytest.fixture
def photo():
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "beige").save(out, "JPEG")
    return {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def links(page, selector):
    return page.eval_on_selector_all(selector, "all => all.map(a => a.getAttribute('href'))")


def submit(page, selector):
    with page.expect_navigation():
        page.locator(selector).first.click()


def rows(page):
    """(address of the turnover, days empty) of the list."""
    days = page.eval_on_selector_all(
        "#turnovers tbody td:last-child", "all => all.map(cell => parseInt(cell.innerText))"
    )
    return list(zip(links(page, "#turnovers tbody th a"), days, strict=True))


def to_an_inspection(page):
    """The first home that is empty and not looked at: plan its inspection. Gives the addresses
    of its turnover and of the inspection."""
    page.goto("/upkeep/")
    empty = [link for link, days in rows(page) if days > 0]
    for turnover in empty:
        page.goto(turnover)
        if page.locator(INSPECT).count():
            break
    page.goto(page.locator(INSPECT).first.get_attribute("href"))
    submit(page, "main form[method=post] button[type=submit]")
    return turnover, page.url


def answer_all(page):
    """Yes to everything, and a measure where one is asked for."""
    for radio in page.locator("input[type=radio][value=yes]").all():
        radio.check()
    for measure in page.locator("input[name^=measure-]").all():
        is_warmth = measure.get_attribute("name") == "measure-heating"
        measure.fill("21" if is_warmth else "200")


def test_a_home_is_inspected_without_a_network_and_made_ready(open_as, photo):
    page = open_as("vaktmeister", width=390)
    turnover, inspection = to_an_inspection(page)

    answer_all(page)
    page.locator("input[name=photo-own_bath]").set_input_files(photo)
    page.context.set_offline(True)
    page.locator("#conclusion-at_standard").check()
    page.locator("#inspect button[type=submit]").click()

    waiting = page.locator("#waiting")
    waiting.wait_for(state="visible")
    assert waiting.locator("[data-count]").inner_text() == "2"  # the photo, and the answers
    assert page.url == inspection

    with page.expect_navigation():
        page.context.set_offline(False)
    page.locator("#inspection-answers").wait_for()
    assert not page.locator("#waiting").is_visible()
    assert page.locator("#inspection-photos img").count() == 1
    seen = page.evaluate("document.querySelector('#inspection-photos img').naturalWidth")
    assert seen in (0, 640)  # 0: not scrolled to yet

    page.goto(turnover)
    submit(page, "form[action$='/ready/'] button")
    page.goto("/upkeep/?which=ready")
    assert turnover in links(page, LISTED)


def test_what_is_written_survives_a_page_that_is_closed(open_as):
    page = open_as("vaktmeister", width=390)
    page.goto("/upkeep/inspections/")
    page.goto(links(page, "#inspections th a")[0])
    page.locator("#words").fill("Merke på dørkarmen.")
    page.wait_for_timeout(600)

    page.reload()

    expect(page.locator("#words")).to_have_value("Merke på dørkarmen.")


def test_logging_out_clears_what_the_phone_keeps(open_as):
    page = open_as("vaktmeister", width=390)
    page.goto("/upkeep/inspections/")
    inspection = links(page, "#inspections th a")[0]
    page.goto(inspection)
    page.locator("#words").fill("Skal bort.")
    page.wait_for_timeout(600)
    page.evaluate("document.querySelector(\"form[action$='/log-out/']\").requestSubmit()")
    page.wait_for_url("**/log-in/**")

    kept = page.evaluate(
        """async () => {
            const names = (await indexedDB.databases()).map(each => each.name);
            if (!names.includes('heimveg')) return 0;
            const db = await new Promise(done => {
                const ask = indexedDB.open('heimveg');
                ask.onsuccess = () => done(ask.result);
            });
            if (!db.objectStoreNames.contains('drafts')) return 0;
            const count = db.transaction('drafts').objectStore('drafts').count();
            return new Promise(done => { count.onsuccess = () => done(count.result); });
        }"""
    )
    assert kept == 0


def test_a_bad_photo_is_told_before_the_inspection_is_concluded(open_as):
    """A report in PDF that somebody named .jpg, chosen while there is no network."""
    page = open_as("vaktmeister", width=390)
    _turnover, inspection = to_an_inspection(page)
    report = {"name": "rapport.jpg", "mimeType": "image/jpeg", "buffer": b"%PDF-1.7\n1 0 obj"}
    answer_all(page)
    page.locator("details:has(input[name=photo-own_bath]) summary").click()
    page.locator("input[name=photo-own_bath]").set_input_files(report)
    page.locator("#conclusion-at_standard").check()
    page.context.set_offline(True)
    page.locator("#inspect button[type=submit]").click()
    page.locator("#waiting").wait_for(state="visible")

    page.context.set_offline(False)

    problem = page.locator("#inspect .ds-error-summary")
    problem.wait_for()
    assert "rapport.jpg" in problem.inner_text()
    assert page.url == inspection
    assert page.locator("#conclusion-at_standard").is_checked()
    assert not page.locator("#waiting").is_visible()
    assert page.locator("#inspection-answers").count() == 0
    with page.expect_navigation():
        page.locator("#inspect button[type=submit]").click()
    page.locator("#inspection-answers").wait_for()


def test_answers_that_come_after_somebody_elses_are_told_and_kept(open_as):
    phone, office = open_as("vaktmeister", width=390), open_as("eigedom")
    _turnover, inspection = to_an_inspection(phone)
    phone.locator("#words").fill("Skrive på telefonen.")
    phone.context.set_offline(True)
    phone.locator("#inspect button[type=submit]").click()
    phone.locator("#waiting").wait_for(state="visible")
    office.goto(inspection)
    office.locator("#words").fill("Skrive på kontoret.")
    submit(office, "#inspect button[type=submit]")

    phone.context.set_offline(False)

    told = phone.locator("#inspect .ds-error-summary")
    told.wait_for()
    assert "Dette er ikkje lagra" in told.inner_text()
    expect(phone.locator("#words")).to_have_value("Skrive på telefonen.")
    told.get_by_role("button").click()
    expect(phone.locator("#words")).to_have_value("Skrive på kontoret.")
    assert not phone.locator("#waiting").is_visible()
