"""Makes the machine code of the compiled parts by solving one small problem of each sort."""

from dataclasses import replace
from datetime import date

from heimveg.engines.matching.records import Cluster, Concentration, Home, Kind, Problem, Seeker
from heimveg.engines.matching.solving import solve


def warm() -> None:
    """Solves small problems that together use every compiled function."""
    problem = Problem(
        day=date(2026, 1, 1),
        clusters=(Cluster("C1", active_limit=1),),
        homes=(
            Home("H1", Kind.ORDINARY, 2),
            Home("H2", Kind.SHARED, 1, cluster="C1", occupant="S2"),
        ),
        seekers=(
            Seeker("S1", 3, active_use=True),
            Seeker("S2", 2, home="H2"),
            Seeker("S3", 2, active_use=True),
        ),
    )
    for concentration in Concentration:
        parameters = replace(problem.parameters, concentration=concentration)
        solve(replace(problem, parameters=parameters))
