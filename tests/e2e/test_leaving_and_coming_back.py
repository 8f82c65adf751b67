"""A log-out without a network is a log-out; and a form that comes too late is not lost."""

from tests.e2e.test_taken_along import KEPT, LIST, take_along, until

LEAVE = "document.querySelector(\"form[action$='/log-out/']\").requestSubmit()"
NOTE = "Han ringde tre gonger i går kveld, og vil heim."
HELD = """async () => (await new Promise((done) => {
    const ask = indexedDB.open("heimveg", 1);
    ask.onsuccess = () => {
        const all = ask.result.transaction("waiting").objectStore("waiting").getAll();
        all.onsuccess = () => done(all.result);
    };
})).length"""


def log_in_again(page, username):
    page.fill("form#log-in [name=username]", username)
    page.fill("form#log-in [name=password]", "heimveg-demo")
    page.click("form#log-in button[type=submit]")


def session_of(page):
    return next(c for c in page.context.cookies() if c["name"] == "session")


def run_out(page, site):
    """The session is gone on the server; the browser still has its cookie."""
    page.context.add_cookies([{"name": "session", "value": "g" * 32, "url": site}])


def test_logging_out_without_a_network_is_told_as_soon_as_there_is_one(open_as, site):
    page = open_as("vaktmeister", width=390)
    inspection = take_along(page)[0]
    page.goto(inspection)
    page.context.set_offline(True)
    page.locator("#words").fill("Skrive utan nett.")
    page.locator("#inspect button[type=submit]").click()
    page.locator("#waiting").wait_for(state="visible")
    page.on("dialog", lambda dialog: dialog.accept())

    page.evaluate(LEAVE)
    page.locator("#left").wait_for()

    assert "nettet" in page.locator("#left").inner_text()
    assert page.locator("a, form, button").count() == 0
    assert page.evaluate(KEPT) == []
    assert page.evaluate(HELD) == 0
    other = page.context.browser.new_context(base_url=site)  # the same session on another device
    other.add_cookies([{"name": "session", "value": session_of(page)["value"], "url": site}])
    assert other.request.get("/sending/").json()["reader"] != 0, "the server has not heard yet"

    page.context.set_offline(False)
    page.wait_for_url("**/log-in/**")

    assert other.request.get("/sending/").json()["reader"] == 0
    other.close()


def test_no_page_is_shown_before_the_log_out_that_is_owed(open_as, site):
    """The tab was closed without a network, and somebody opens an address with one."""
    page = open_as("vaktmeister", width=390)
    take_along(page)
    page.context.set_offline(True)
    page.evaluate(LEAVE)
    page.locator("#left").wait_for()
    another = page.context.new_page()
    page.close()
    another.context.set_offline(False)

    another.goto(LIST)

    assert "/log-in/" in another.url
    assert [c for c in another.context.cookies() if c["name"] == "logged-out"] == []


def test_logging_out_with_a_network_is_as_before(open_as):
    page = open_as("vaktmeister", width=390)
    page.goto(LIST)
    page.evaluate(LEAVE)
    page.wait_for_url("**/log-in/**")
    assert [c for c in page.context.cookies() if c["name"] == "logged-out"] == []


def test_what_was_typed_is_in_the_form_again_after_logging_in(open_as, site):
    page = open_as("koordinator")
    page.goto("/intake/new/concern/")
    page.fill("[name=text]", NOTE)
    page.fill("[name=name]", "Nils Oppdikta")
    run_out(page, site)
    page.click("main form button[type=submit]")
    page.locator("[data-kept-words]").wait_for(state="visible")
    assert NOTE in page.locator("main").inner_text()
    page.click("main a.ds-button")
    log_in_again(page, "koordinator")

    page.wait_for_url("**/intake/new/concern/")

    assert page.locator("[name=text]").input_value() == NOTE
    assert page.locator("[name=name]").input_value() == "Nils Oppdikta"
    assert page.locator("main form [role=status]").is_visible()
    assert page.evaluate("sessionStorage.length") == 0
    page.click("main form button[type=submit]")
    page.wait_for_url("**/intake/receipts/**")


def test_another_who_logs_in_gets_nothing_of_it(open_as, site):
    page = open_as("koordinator")
    page.goto("/intake/new/concern/")
    page.fill("[name=text]", NOTE)
    run_out(page, site)
    page.click("main form button[type=submit]")
    page.locator("[data-kept-words]").wait_for(state="visible")
    page.click("main a.ds-button")
    log_in_again(page, "tildelar")
    page.wait_for_url("**/intake/new/concern/")
    until(page, "sessionStorage.length === 0")
    assert page.locator("[name=text]").input_value() == ""


def test_after_a_quarter_of_an_hour_it_is_gone(open_as, site):
    page = open_as("koordinator")
    page.goto("/intake/new/concern/")
    page.fill("[name=text]", NOTE)
    run_out(page, site)
    page.click("main form button[type=submit]")
    page.locator("[data-kept-words]").wait_for(state="visible")
    page.evaluate("""() => {
        const kept = JSON.parse(sessionStorage.getItem("heimveg-form"));
        sessionStorage.setItem("heimveg-form", JSON.stringify({ ...kept, at: kept.at - 901000 }));
    }""")
    page.click("main a.ds-button")
    log_in_again(page, "koordinator")
    page.wait_for_url("**/intake/new/concern/")
    assert page.locator("[name=text]").input_value() == ""


def test_what_was_saved_is_kept_in_no_tab(open_as):
    page = open_as("koordinator")
    page.goto("/intake/new/concern/")
    page.fill("[name=text]", NOTE)
    page.fill("[name=nickname]", "Den oppdikta")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/intake/receipts/**")
    assert page.evaluate("sessionStorage.length") == 0


def test_without_script_the_words_stand_on_the_page(open_as, site):
    page = open_as("koordinator", javascript=False)
    page.goto("/intake/new/concern/")
    page.fill("[name=text]", NOTE)
    run_out(page, site)
    page.click("main form button[type=submit]")
    assert NOTE in page.locator("main").inner_text()
    assert not page.locator("[data-kept-words]").is_visible()
