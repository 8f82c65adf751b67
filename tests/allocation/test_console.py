import json

import pytest
from django.core.exceptions import PermissionDenied

from heimveg.access.models import ReadEntry
from heimveg.access.roles import Role
from heimveg.allocation import console
from heimveg.allocation.models import Round
from heimveg.persons.models import Protection
from heimveg.persons.rules import Grade
from tests.allocation.factories import DAY

pytestmark = pytest.mark.django_db


def told(actor, *, explain=False, as_json=False):
    lines = []
    status = console.run(actor, on=DAY, explain=explain, as_json=as_json, say=lines.append)
    return status, "\n".join(lines)


def test_the_command_line_prints_the_chains_and_stores_nothing(town):
    mover, waiting, free, base = town.chain()

    status, text = told(town.actor)

    assert status == 0
    assert "1 person without a municipal home gets one by 2 moves in 1 chain." in text
    assert f"{mover.person.name}: from {base.address} to {free.address}" in text
    assert waiting.person.name in text
    assert not Round.objects.exists()


def test_it_explains_each_move_and_who_is_left(town):
    town.chain()
    town.need(needs_step_free=True)

    _status, text = told(town.actor, explain=True)

    assert "The home meets every requirement: the kind of home and the standard." in text
    assert "If step-free access can be changed" in text


def test_json_is_the_proposal_itself(town):
    town.chain()

    _status, text = told(town.actor, as_json=True)

    proposal = json.loads(text)
    assert proposal["format"] == "heimveg-proposal/1"
    assert len(proposal["assignments"]) == 2


def test_who_is_printed_is_in_the_read_log(town):
    mover, waiting, *_ = town.chain()
    told(town.actor)

    assert set(ReadEntry.objects.get().person_ids) == {mover.person_id, waiting.person_id}


def test_somebody_hidden_is_not_in_the_proposal_at_all(town):
    _mover, waiting, *_ = town.chain()
    Protection.objects.create(person=waiting.person, grade=Grade.STRICTLY, since=DAY)

    _status, text = told(town.actor, explain=True)

    assert waiting.person.name not in text
    assert "you may not see" not in text


def test_a_user_without_a_housing_office_is_told(town, act_as):
    caretaker = act_as((town.unit, Role.CARETAKER))

    assert told(caretaker) == (1, "This user allocates for no housing office.")
    with pytest.raises(PermissionDenied):
        console.propose(caretaker, unit=town.unit, on=DAY)


def test_it_can_be_kept_as_a_round(town):
    town.chain()

    proposed = console.propose(town.actor, unit=town.unit, on=DAY, keep=True)

    assert Round.objects.get().pk == proposed.round_id
