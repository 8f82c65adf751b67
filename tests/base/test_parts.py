"""The parts draw what they are told, and nothing when there is nothing."""

import json
import re

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation

from heimveg.base.parts import Chain, ChainHome, ChainMove, Worklist, WorkRow
from tests.server import ROOT

TEMPLATES = ROOT / "src/heimveg"


PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}


@pytest.fixture(autouse=True)
def english(settings):
    """In English, and without asking whether the front end is built."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": PLAIN}
    with translation.override("en"):
        yield


class Errand(forms.Form):
    name = forms.CharField(label="Name", help_text="As the person wants.")
    rooms = forms.ChoiceField(
        label="Rooms", choices=[("1", "One"), ("2", "Two")], widget=forms.RadioSelect
    )
    told = forms.BooleanField(label="Told")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea({"class": "wide"}))


def attribute(html, tag, name, **wanted):
    """The value of one attribute of the first element with the wanted attributes."""
    for element in re.findall(rf"<{tag}\b[^>]*>", html):
        if all(f'{key}="{value}"' in element for key, value in wanted.items()):
            found = re.search(rf'\b{name}="([^"]*)"', element)
            return found[1] if found else None
    raise AssertionError(f"no <{tag}> with {wanted} in {html}")


def test_a_label_a_description_and_an_error_belong_to_their_input():
    html = str(Errand({"name": "", "rooms": "1"}))

    assert 'for="id_name"' in html
    described = attribute(html, "input", "aria-describedby", id="id_name").split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert all(f'id="{name}"' in html for name in described)
    assert attribute(html, "input", "aria-invalid", id="id_name") == "true"


def test_choices_are_one_group_with_a_legend_and_a_label_each():
    html = str(Errand())

    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>\s*Rooms", html)
    assert 'for="id_rooms_0"' in html
    assert 'for="id_rooms_1"' in html


def test_every_input_looks_like_the_design_system_and_keeps_its_own_class():
    html = str(Errand())

    assert attribute(html, "textarea", "class", id="id_note") == "ds-input wide"
    assert re.search(r"<textarea[^>]*>", html)[0].count("class=") == 1
    assert attribute(html, "input", "class", id="id_told") == "ds-input"


def test_a_refused_form_opens_with_a_summary_that_leads_to_each_field():
    html = str(Errand({"name": "", "rooms": "9"}))

    assert html.index("ds-error-summary") < html.index("<input")
    assert "autofocus" in re.search(r"<ds-error-summary[^>]*>", html)[0]
    for target in re.findall(r'href="#([^"]+)"', html):
        assert f'id="{target}"' in html
    assert 'href="#id_rooms_0"' in html


def test_a_form_that_is_well_has_no_summary():
    assert "ds-error-summary" not in str(Errand())


def test_what_the_person_wrote_is_never_markup():
    html = str(Errand({"name": '"><script>', "rooms": "<b>"}))

    assert "<script>" not in html
    assert "<b>" not in html


def worklist(**changes):
    told = {"id": "offers", "title": "Offers", "rows": [], "count": 0, "empty": "Nothing waits."}
    return render_to_string("ui/_worklist.html", {"list": Worklist(**told | changes)})


def test_an_empty_worklist_teaches():
    assert "Nothing waits." in worklist()


def test_a_row_of_a_worklist_says_what_its_link_is_about():
    rows = [WorkRow("Kari", "/1/", days=1, is_late=True, next="Answer", next_url="/1/answer/")]

    html = worklist(rows=rows, count=1)

    assert re.search(r'href="/1/answer/">\s*Answer<span class="ds-sr-only">: Kari', html)
    assert "1 day\n" in re.sub(r" +", " ", html)
    assert "past its time" in html


def test_a_worklist_leads_to_all_of_them_only_when_some_are_not_shown():
    rows = [WorkRow("Kari", "/1/")]

    assert "See all 5" in worklist(rows=rows, count=5, url="/all/")
    assert "See all" not in worklist(rows=rows, count=1, url="/all/")


def test_a_chain_is_an_ordered_list_from_the_free_home_to_what_is_left():
    free, base = ChainHome("Strandgata 4"), ChainHome("Bekkevegen 7")
    moves = [
        ChainMove("Kari", "/1/", free, base),
        ChainMove("Jon", "/2/", base, instead="A shelter"),
    ]
    chain = Chain("c", "Two move", free, "The shelter is free.", moves)

    html = render_to_string("ui/_chain.html", {"chain": chain})

    assert html.count("<li") == 4
    order = ["Free home", "Kari", "Frees", "Bekkevegen 7", "Jon", "Comes from", "A shelter"]
    places = [html.index(word) for word in order]
    assert places == sorted(places)


def test_progress_asks_again_only_until_it_is_finished():
    told = {"label": "Import", "percent": 40, "url": "/p/", "is_finished": False}

    assert 'hx-trigger="every 2s"' in render_to_string("ui/_progress.html", told)
    assert "hx-get" not in render_to_string("ui/_progress.html", told | {"is_finished": True})


def test_an_alert_without_text_draws_nothing():
    assert render_to_string("ui/_alert.html", {"text": ""}).strip() == ""
    assert 'role="alert"' in render_to_string("ui/_alert.html", {"text": "Taken."})


def test_every_icon_a_template_names_is_in_the_sprite():
    known = json.loads((ROOT / "frontend/icons.json").read_text())

    named = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text())
    }

    assert named
    assert named <= set(known)


def test_every_part_of_the_frame_opens_by_naming_what_it_needs():
    parts = sorted((TEMPLATES / "base/templates/ui").glob("*.html"))

    assert len(parts) > 25
    for path in parts:
        assert path.read_text().startswith("{# Needs: "), path.name


@pytest.mark.parametrize("page", ["400.html", "500.html", "503.html"])
def test_the_page_for_a_fault_needs_nothing(page):
    html = engines["django"].get_template(page).render({})

    assert 'href="/"' in html
    assert "<h1>" in html
