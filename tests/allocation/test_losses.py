"""What fixing a home costs the whole, told of all homes at once, is what solving anew finds."""

import json
import re
from random import Random

from heimveg.access.roles import Role
from heimveg.allocation import wording
from heimveg.allocation.losses import Loss, losses
from heimveg.allocation.proposals import Reading, home_id, need_id, number
from heimveg.allocation.rules import RuleKind
from heimveg.engines import matching
from tests.allocation.test_pages import get, text_of
from tests.allocation.test_rounds import read, steer
from tests.engines.matching.generated import a_problem


def numbered(problem) -> dict:
    """The problem with ids as a round has them."""
    data = matching.as_dict(problem)
    names = {s["id"]: need_id(at) for at, s in enumerate(data["seekers"], 1)}
    names |= {h["id"]: home_id(at) for at, h in enumerate(data["homes"], 1)}
    text = json.dumps(data)
    for old, new in names.items():
        text = re.sub(rf'"{re.escape(old)}"', f'"{new}"', text)
    return json.loads(text)


def rounds(seeds):
    for seed in seeds:
        try:
            snapshot = numbered(a_problem(Random(seed), most=6))
            proposal = matching.solve(matching.parse(snapshot))
        except matching.ProblemRefused:
            continue
        yield snapshot, proposal.as_dict()


def value_with(snapshot, need, home) -> int | None:
    """Value of the best plan in which the need has the home, instead of one fixed before."""
    kept = [pair for pair in snapshot["pinned"] if pair[0] != need_id(need)]
    fixed = snapshot | {"pinned": [*kept, [need_id(need), home_id(home)]]}
    try:
        return matching.solve(matching.parse(fixed)).value
    except matching.ProblemRefused:
        return None


def test_each_loss_is_what_solving_anew_finds_and_never_more_where_limits_decide():
    told = {True: 0, False: 0}
    for snapshot, proposal in rounds(range(260)):
        homes = [number(home["id"]) for home in snapshot["homes"]]
        for seeker in snapshot["seekers"][:2]:
            need = number(seeker["id"])
            for home, loss in losses(Reading(snapshot, proposal), need, homes).items():
                value = value_with(snapshot, need, home)
                if loss.is_exact:
                    assert value is not None
                    assert loss.points == proposal["value"] - value
                elif value is not None:
                    assert loss.points <= proposal["value"] - value
                told[loss.is_exact] += 1
    assert told[True] > 200
    assert told[False] > 50


def test_a_home_that_can_be_fixed_is_never_left_out():
    left_out = 0
    for snapshot, proposal in rounds(range(300, 400)):
        homes = [number(home["id"]) for home in snapshot["homes"]]
        if not snapshot["seekers"]:
            continue
        need = number(snapshot["seekers"][0]["id"])
        found = losses(Reading(snapshot, proposal), need, homes)
        excluded = {tuple(pair) for pair in snapshot["excluded"]}
        for home in homes:
            if home not in found and (need_id(need), home_id(home)) not in excluded:
                assert value_with(snapshot, need, home) is None
                left_out += 1
    assert left_out > 20


def test_the_page_tells_what_each_choice_costs_before_it_is_made(town, log_in):
    free = town.home()
    town.need(urgency=5)
    loses = town.need(urgency=1)
    round_ = town.round()

    page = text_of(get(log_in(town.actor), "line", round_.pk, loses.pk))

    assert "loses as much as 4.0 steps of urgency" in page
    assert steer(town, round_, loses, free).cost_to_others["value"] == -40_000


def test_a_home_that_is_fixed_for_somebody_else_is_told_so(town, log_in):
    free = town.home()
    has, waits = town.need(urgency=5), town.need(urgency=1)
    round_ = town.round()
    steer(town, round_, has, free)
    round_.refresh_from_db()

    page = text_of(get(log_in(town.actor), "line", round_.pk, waits.pk))

    assert "cannot be fixed as things stand" in page


def test_who_may_not_choose_is_not_told_what_a_choice_costs(town, act_as, log_in):
    town.home()
    town.need(urgency=5)
    waits = town.need(urgency=1)
    round_ = town.round()
    reader = log_in(act_as((town.unit, Role.CASEWORKER)))

    page = get(reader, "line", round_.pk, waits.pk)

    assert page.status_code == 200
    assert "For the whole" not in text_of(page)


def test_a_loss_in_words():
    weights = {"urgency": 10_000}

    assert wording.loss(None, weights) == "cannot be fixed as things stand"
    assert wording.loss(Loss(0, is_exact=True), weights) == "loses nothing"
    assert wording.loss(Loss(-20_000, is_exact=True), weights).startswith("gains as much as 2.0")
    assert wording.loss(Loss(300, is_exact=False), weights) == "loses at least 300 points"
    assert wording.loss(Loss(-1, is_exact=False), weights) == "is told when it is chosen"


def test_where_all_other_homes_are_ruled_out_it_is_said(town, log_in):
    first, second = town.home(), town.home()
    waits = town.need(urgency=3)
    round_ = town.round()
    had = read(round_).lines[waits.pk].home
    other = second if first.pk == had else first
    steer(town, round_, waits, other, RuleKind.EXCLUDE)

    page = text_of(get(log_in(town.actor), "line", round_.pk, waits.pk))

    assert "of those that are not ruled out for this person" in page
