"""Asks the matching engine, and says its refusals in words. No database."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from heimveg.base.errors import Refused
from heimveg.engines import matching


class CannotBeSolved(Refused):
    """The steering leaves no plan: `errors` says where."""

    def __init__(self, refused: matching.ProblemRefused) -> None:
        super().__init__(
            _(
                "This cannot be done together with what is fixed already: the home breaks a"
                " requirement, or it is fixed to somebody else. Lift one of the choices first."
            )
        )
        self.errors = refused.errors


def solve(problem: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the problem as it was solved, its proposal), both as plain data.

    A ring of swaps has no vacancy to begin with, and its answers would have to come on one day.
    So where the best plan holds a ring, it is solved again without. The other way round, limits
    that change nothing would only make the explanations less exact. Raises CannotBeSolved.
    """
    try:
        parsed = matching.parse(dict(problem))
        proposal = matching.solve(parsed)
        if any(chain.vacancy is None for chain in proposal.chains):
            problem = {**problem, "parameters": {**problem["parameters"], "max_cycle": 1}}
            proposal = matching.solve(matching.parse(problem))
    except matching.ProblemRefused as refused:
        raise CannotBeSolved(refused) from refused
    return dict(problem), proposal.as_dict()
