"""What is written about a home tells nothing about who lives there."""

from datetime import date

import pytest
from django.urls import reverse

from heimveg.base.errors import Invalid
from heimveg.dwellings.wording import told_in
from heimveg.upkeep.commands.inspections import Seen, take_access_step, write_findings
from heimveg.upkeep.commands.orders import change_order, order_work, plan_recurring
from heimveg.upkeep.commands.standards import Adopted, adopt_standard
from heimveg.upkeep.commands.waivers import ask_waiver
from heimveg.upkeep.rules import AccessStep, Answer
from tests.upkeep.conftest import TODAY
from tests.upkeep.factories import InspectionFactory, TurnoverFactory, WorkOrderFactory

pytestmark = pytest.mark.django_db
NOW = "2026-06-15T10:00:00Z"
TELLS = "Brukaren ruser seg og har psykose, diagnose F20"


@pytest.fixture
def inspection(home, standard):
    return InspectionFactory(dwelling=home, standard=standard, planned_on=TODAY)


def test_the_words_of_an_inspection_are_about_the_home(log_in, keeper, inspection, form):
    client, url = log_in(keeper), reverse("upkeep:inspection", args=[inspection.pk])
    seen = {"answer-own_bath": "yes", "answer-fire_safety": "yes"}
    fields = form(
        row_version="1", conclusion="at_standard", words=TELLS,
        **seen, **{"answer-width": "yes", "measure-width": "90"},
    )  # fmt: skip

    answer = client.post(url, fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="words-error"' in page
    assert "Leave out «psykose»" in page
    assert TELLS in page, "what was written stays in the field"
    inspection.refresh_from_db()
    assert inspection.is_open


@pytest.mark.parametrize("text", [TELLS, "Leigaren går på metadon.", "FACT-teamet var her."])
def test_no_text_of_upkeep_tells_about_who_lives_there(keeper, home, inspection, text):
    turnover = TurnoverFactory(dwelling=home, empty_from=date(2026, 6, 1))
    order, own = WorkOrderFactory(dwelling=home), {"dwelling_id": home.pk, "on": TODAY}
    tries = [
        lambda: order_work(keeper, **own, title="Dør", detail=text),
        lambda: change_order(keeper, order_id=order.pk, version=1, detail=text),
        lambda: plan_recurring(keeper, **own, title=text),
        lambda: write_findings(
            keeper, inspection_id=inspection.pk, version=1,
            seen=[Seen("own_bath", Answer.NO, note=text)], words="", on=TODAY,
        ),
        lambda: write_findings(
            keeper, inspection_id=inspection.pk, version=1, seen=[], words=text, on=TODAY
        ),
        lambda: take_access_step(
            keeper, inspection_id=inspection.pk, step=AccessStep.NOT_OPENED, taken_on=TODAY,
            on=TODAY, note=text,
        ),
        lambda: ask_waiver(
            keeper, turnover_id=turnover.pk, code="own_bath", leader_id=0, reason=text, on=TODAY,
            at=NOW,
        ),
    ]  # fmt: skip

    for attempt in tries:
        with pytest.raises(Invalid, match="about the home only"):
            attempt()


@pytest.mark.parametrize(
    "text",
    [
        "Hòl i veggen ved døra.",
        "Medisinskapet i gangen er laust.",
        "Personalbasen har nøkkel til boda.",
        "Rustfri oppvaskbenk er bytt.",
    ],
)
def test_what_is_about_the_home_is_kept(text):
    assert told_in(text, on=TODAY) == ""


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Leigetakaren er rusfri", "rusfri"),
        ("Leigaren slepp inn personalet", "Leigaren"),
        ("Bebuaren held orden", "Bebuaren"),
        ("Ingen alkohol i bustaden", "alkohol"),
        ("Besøkstid til klokka 22", "Besøkstid"),
        ("Rom for medisinutdeling", "medisinutdeling"),
    ],
)
def test_a_standard_asks_nothing_of_who_lives_there(keeper, standard, text, word):
    own = Adopted("own-1", "safety", text_nb=text, text_nn=text, text_en="", is_required=True)
    with pytest.raises(Invalid, match=word):
        adopt_standard(
            keeper, adopted_on=date(2027, 1, 1), note="Kommunestyret, sak 17/26",
            criteria=[own], on=TODAY, confirmed=True,
        )  # fmt: skip
