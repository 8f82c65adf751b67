"""A standing meeting from its agenda to a task that is done, in the browser and by hand."""

import re

import pytest


def press(page, path_end):
    """The button of the form that leads to `path_end`."""
    with page.expect_navigation():
        page.locator(f"main form[action$='{path_end}'] button[type=submit]").first.click()


def the_meeting(page):
    page.goto("/meetings/")
    name = page.locator("#standing h3 a").first
    with page.expect_navigation():
        name.click()
    return re.search(r"/meetings/\d+/$", page.url).group(0)


@pytest.fixture
def task_for(open_as):
    """The address of a meeting that was held, without JavaScript, and gave somebody a task."""
    chair = open_as("koordinator", javascript=False)
    base = the_meeting(chair)
    waits = chair.locator("#proposals li").count()
    assert waits > 0
    with chair.expect_navigation():
        chair.locator("#proposals form button").first.click()
    assert chair.locator("#proposals li").count() < waits

    calendar = chair.request.get(base + "invitation.ics").text()
    assert "BEGIN:VEVENT" in calendar
    press(chair, "/invite/")

    press(chair, "/begin/")
    for number in range(30):
        if not re.search(r"/items/\d+/", chair.url):
            break
        if chair.locator("form#item").count() == 0:  # concerns somebody the chair does not follow
            onward = chair.locator("#item-way a[rel=next]")
            if onward.count() == 0:
                break
            with chair.expect_navigation():
                onward.click()
            continue
        chair.fill("[name=decision]", f"Avgjort som nummer {number}")
        if number == 0:
            chair.fill("[name=task]", "Ringje huseigaren om nøklar")
            owner = chair.locator("[name=owner] option", has_text="Samuel Haugsjå")
            chair.select_option("[name=owner]", value=owner.get_attribute("value"))
        with chair.expect_navigation():
            chair.locator("form#item button[type=submit]").first.click()
    chair.goto(base + "close/")
    with chair.expect_navigation():
        chair.locator("main form[method=post] button[type=submit]").click()
    assert chair.request.get(base + "minutes.pdf").body().startswith(b"%PDF")
    assert "Avgjort som nummer 0" in chair.locator("#agenda").inner_text()
    return base


def test_a_meeting_is_held_and_what_was_agreed_is_done(open_as, task_for):
    owner = open_as("nav")
    assert "Ringje huseigaren" in owner.locator("main").inner_text()
    owner.goto(task_for)
    assert owner.locator("#agenda .hv-quiet").first.is_visible()

    owner.goto("/")
    button = owner.locator("form.hv-worklist__act", has_text="Ringje huseigaren").locator("button")
    button.focus()
    with owner.expect_navigation():
        owner.keyboard.press("Enter")

    assert owner.url.endswith("/")
    assert owner.locator("form.hv-worklist__act", has_text="Ringje huseigaren").count() == 0
