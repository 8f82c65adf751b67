"""Sentences in three languages, and that a decision's words make nothing conditional."""

from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from heimveg.allocation import letters, wording
from heimveg.allocation.proposals import NOTHING, Line, Unmet
from heimveg.decisions.permissions import READ_DECISIONS  # noqa: F401  # registers the room
from heimveg.decisions.queries import condition_words
from heimveg.decisions.rules.conditions import conditions_in
from heimveg.dwellings.models import Dwelling
from heimveg.engines.matching.format.records import Requirements
from heimveg.engines.matching.reasons.blocking import CODES
from tests.allocation.factories import DAY

LANGUAGES = ("nn", "nb", "en")
REQUIREMENTS = list(Requirements.__slots__)
REASONS = (
    {"code": "pinned"},
    {"code": "meets_all", "requirements": REQUIREMENTS},
    {"code": "urgent", "urgency": 5, "points": 50_000},
    {"code": "waited", "days": 326, "points": 46},
    {"code": "wished_area", "area": "Sentrum", "points": 2_000},
    {"code": "wished_kind", "kind": "small_house", "points": 1_500},
    {"code": "wished_rooms", "rooms": 2, "points": 1_000},
    {"code": "wished_cluster", "cluster": "cluster:1", "points": 500},
    {"code": "frees_home_for", "home": "home:1", "seeker": "need:2"},
    {"code": "environment_full", "home": "home:3", "cluster": "cluster:1", "points": 900},
    {
        "code": "next_best", "home": "home:3", "value": 900, "taken_by": "need:2", "loss": 1_000,
        "cost_to_others": 100, "exact": True,
    },
)  # fmt: skip
LINE = Line(1, 5, 1, 0, 1, 12_000, {"urgency": 50_000, "waiting": 46, "move": -50}, REASONS)
SEEKER = {"urgency": 5, "waiting_days": 326}
NAMES = SimpleNamespace(
    person=lambda n: f"person {n}", home=lambda n: f"home {n}", cluster=lambda n: f"cluster {n}"
)


def in_english(told):
    with translation.override("en"):
        return [str(t) for t in told()]


def sentences():
    return [str(r.text) for r in wording.reasons(LINE, NAMES)]


def test_every_reason_of_the_engine_is_a_sentence():
    from pathlib import Path

    import heimveg.engines.matching.reasons.facts as engine

    source = Path(engine.__file__).read_text()
    codes = {part.split('"')[1] for part in source.split("Reason(")[1:] if part.startswith('"')}
    codes |= {"next_best"}
    assert codes <= set(wording.SENTENCES)


def test_every_requirement_of_the_engine_has_a_name_but_the_one_that_rests_on_health():
    assert set(CODES) - set(wording.REQUIREMENTS) == {wording.FUNDING}


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_nothing_is_left_in_english(language):
    english = in_english(sentences)
    with translation.override(language):
        here = sentences()
    assert len(here) == len(REASONS)
    assert not set(here) & set(english)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decision_makes_the_home_depend_on_nothing(language):
    """The room of decisions refuses words that make a home conditional; ours must pass."""
    need = SimpleNamespace(opened_on=DAY)
    home = Dwelling(address="Storgata 1", object_number="1001", kind="shared")
    home.rent_ore_month = 812_345
    text = letters.words(need, home, LINE, SEEKER, language=language, lease_years=3)

    for words in (text.facts, text.considerations, text.outcome):
        assert conditions_in(words, condition_words()) == []
    assert "Storgata 1" in text.outcome
    for name in ("person 2", "home 3", "need:", "home:", "cluster"):
        assert name not in text.considerations


def test_what_a_cost_weighs_is_told_in_steps_of_urgency():
    weights = {"urgency": 10_000}
    assert wording.points(-25_000, weights) == "as much as 2.5 steps of urgency"
    assert wording.points(900, weights) == "900 points, less than one step of urgency"
    assert "900" in wording.points(900, {})


def test_a_tie_that_rests_on_health_is_never_named():
    unmet = Unmet(
        1, 0, {"tied_to": 2, "pets": 1}, ({"requirements": ["tied_to"], "homes": 2},), None
    )
    told = " ".join(str(r.text) for r in wording.blocked(unmet, NAMES, {}))

    assert "2 homes suit otherwise, but are not open to this need for now." in told
    assert "tied" not in told
    assert wording.openings(unmet) == []


def test_nothing_suits_is_said_too():
    assert wording.blocked(Unmet(1, 0, {}, (), None), NAMES, {})[0].text.startswith("No free home")


def test_no_change_is_said_too():
    told = wording.change(NOTHING, NOTHING, NAMES, {})
    assert [r.text for r in told] == ["Nothing changes for anybody."]


@given(words=st.lists(st.text(min_size=1), min_size=1, max_size=5))
def test_a_list_of_words_loses_none(words):
    told = wording.joined(words)
    assert all(word in told for word in words)
