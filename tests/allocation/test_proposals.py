from hypothesis import given
from hypothesis import strategies as st

from heimveg.allocation.proposals import (
    Changes,
    Line,
    Reading,
    Steer,
    changes_between,
    hidden_from,
    home_id,
    need_id,
    number,
    steered,
)

numbers = st.integers(1, 6)
pairs = st.dictionaries(numbers, numbers, max_size=6).map(
    lambda got: {need: home for home, need in {h: n for n, h in got.items()}.items()}
)
steers = st.lists(st.builds(Steer, st.booleans(), numbers, numbers), max_size=8)


def reading(got, value=0):
    """A proposal in which each need of `got` moves into its home, each a chain of its own."""
    assignments = [
        {"seeker": need_id(n), "home": home_id(h), "from": None, "chain": at, "step": 1,
         "value": 0, "parts": {}, "reasons": []}
        for at, (n, h) in enumerate(got.items())
    ]  # fmt: skip
    chains = [
        {"vacancy": home_id(h), "moves": [{"seeker": need_id(n), "from": None, "to": home_id(h)}]}
        for n, h in got.items()
    ]
    return Reading({}, {"assignments": assignments, "chains": chains, "value": value})


def snapshot(lives=()):
    seekers = [{"id": need_id(n), "home": home_id(n) if n in lives else None} for n in (1, 2, 3)]
    return {"seekers": seekers, "homes": [{"id": home_id(n)} for n in (1, 2, 3, 4)]}


@given(pk=st.integers(1))
def test_a_number_comes_back_from_its_id(pk):
    assert number(need_id(pk)) == number(home_id(pk)) == pk


@given(before=pairs, after=pairs)
def test_who_lost_won_or_changed_are_told_apart(before, after):
    changes = changes_between(reading(before, 10), reading(after, 7))
    assert changes.value == -3
    assert set(changes.lost) == before.keys() - after.keys()
    assert set(changes.won) == after.keys() - before.keys()
    both = before.keys() & after.keys()
    assert set(changes.other_home) == {n for n in both if before[n] != after[n]}


@given(got=pairs)
def test_the_same_proposal_changes_nothing(got):
    assert changes_between(reading(got), reading(got)) == Changes(0)
    assert changes_between(reading(got), reading(got)).is_nothing


@given(chosen=steers, declined=steers)
def test_a_pair_is_never_both_fixed_and_ruled_out(chosen, declined):
    problem = steered(snapshot(), chosen, [s for s in declined if not s.is_pin])
    pinned = {tuple(pair) for pair in problem["pinned"]}
    excluded = {tuple(pair) for pair in problem["excluded"]}
    assert not pinned & excluded
    assert {need for need, _home in pinned | excluded} <= {need_id(n) for n in (1, 2, 3)}


def test_nobody_is_ruled_out_of_the_home_they_live_in():
    out = [Steer(is_pin=False, need=1, home=1), Steer(is_pin=False, need=1, home=2)]
    assert steered(snapshot(lives=(1,)), out)["excluded"] == [[need_id(1), home_id(2)]]


def test_a_hidden_link_hides_the_homes_it_touches():
    chain = [
        Line(1, 10, 20, 0, 1, 0, {}, ()),
        Line(2, 20, 30, 0, 2, 0, {}, ()),
        Line(3, 30, None, 0, 3, 0, {}, ()),
    ]
    hidden = hidden_from(chain, {1, 3})
    assert hidden.needs == {2}
    assert hidden.homes == {20, 30}
