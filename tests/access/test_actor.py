"""A position is a unit and a role together, and they are never split."""

from hypothesis import given
from hypothesis import strategies as st

from heimveg.access.gate import Actor
from heimveg.access.roles import Role
from heimveg.persons.permissions import PROTECT_ADDRESS, READ_PERSON

grants = st.frozensets(st.tuples(st.integers(1, 5), st.sampled_from(list(Role))), max_size=6)


@given(grants)
def test_a_role_in_one_unit_gives_nothing_in_another(held):
    actor = Actor(1, held)

    assert actor.units(PROTECT_ADDRESS) == {u for u, role in held if role in PROTECT_ADDRESS.roles}
    assert actor.may(PROTECT_ADDRESS) == bool(actor.units(PROTECT_ADDRESS))


def test_a_caretaker_here_and_a_caseworker_there_is_a_caseworker_only_there():
    actor = Actor(1, frozenset({(1, Role.CARETAKER), (2, Role.CASEWORKER)}))

    assert actor.units(READ_PERSON) == {2}
    assert actor.roles(READ_PERSON) == ["caseworker"]
