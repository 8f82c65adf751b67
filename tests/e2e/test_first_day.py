"""What people do the first day: look around, choose a language, go by keyboard, find nobody they
should not find."""

import pytest


def choose_language(page, code):
    page.locator("details:has(form[action='/language/']) summary").first.click()
    with page.expect_navigation():
        page.locator(f"form[action='/language/'] button[value='{code}']").first.click()


def test_the_language_chosen_stays(open_as):
    page = open_as("leiar")
    assert page.get_attribute("html", "lang") == "nn"

    choose_language(page, "nb")
    page.goto("/dwellings/")

    assert page.get_attribute("html", "lang") == "nb"
    choose_language(page, "nn")


def test_the_front_page_is_walked_by_keyboard_alone(open_as):
    page = open_as("tildelar")

    page.keyboard.press("Tab")
    assert "#content" in page.evaluate("document.activeElement.getAttribute('href') || ''")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "document.activeElement.getAttribute('href') || document.activeElement.tagName"
            )
        )
    assert any(str(link).startswith("/needs/") for link in reached)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/needs/",
        "/dwellings/",
        "/people/",
        "/allocation/",
        "/decisions/",
        "/import/",
        "/search/?q=Storgata",
    ],
)
def test_pages_are_whole_without_javascript(open_as, path):
    page = open_as("tildelar", javascript=False)

    answer = page.goto(path)

    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.locator("main").inner_text().strip()
