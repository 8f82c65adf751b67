"""Makes the machine code of the compiled parts by solving small problems of each sort."""

from dataclasses import replace
from datetime import date

from heimveg.engines.matching.changes.resolver import Resolver
from heimveg.engines.matching.format.records import (
    Cluster,
    Concentration,
    Home,
    Kind,
    Parameters,
    Problem,
    Requirements,
    Seeker,
)
from heimveg.engines.matching.solving import solve

FLAT, SHARED = Requirements(kinds=(Kind.ORDINARY,)), Requirements(kinds=(Kind.SHARED,))
FAR = Requirements(kinds=(Kind.TEMPORARY,), pets=True)


def warm() -> None:
    """Solves small problems that together use every compiled function."""
    problem = Problem(
        day=date(2026, 1, 1),
        clusters=(Cluster("C1", active_limit=1),),
        homes=(
            Home("H1", Kind.ORDINARY, 2),
            Home("H2", Kind.SHARED, 1, cluster="C1", occupant="S2"),
            Home("H3", Kind.SHARED, 1, cluster="C1", occupant="S4"),
            Home("H4", Kind.ORDINARY, 1, occupant="S5"),
            Home("H5", Kind.SHARED, 1, cluster="C1"),
        ),
        seekers=(
            Seeker("S1", 3, active_use=True, require=SHARED),
            Seeker("S2", 2, home="H2", require=FLAT),
            Seeker("S3", 5, active_use=True, require=SHARED),
            Seeker("S4", 2, home="H3", require=FLAT),
            Seeker("S5", 4, home="H4", require=SHARED),
            Seeker("S6", 1, require=FAR),
        ),
    )
    for concentration in Concentration:
        for longest in ((None, None), (1, 1), (2, 3), (None, 1), (1, None)):
            parameters = Parameters(
                concentration=concentration, max_chain=longest[0], max_cycle=longest[1]
            )
            solve(replace(problem, parameters=parameters))
    _change(Resolver(problem))


def _change(resolver: Resolver) -> None:
    resolver.pin("S1", "H5")
    resolver.unpin("S1")
    resolver.exclude("S1", "H5")
    resolver.allow("S1", "H5")
    resolver.change_urgency("S3", 1)
    resolver.add_home(Home("H6", Kind.ORDINARY, 1))
    resolver.add_seeker(Seeker("S7", 1))
    resolver.withdraw_home("H6")
    resolver.withdraw_seeker("S7")
    resolver.audit()
