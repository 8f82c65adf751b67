"""How people flow through a municipality's homes: a scenario in, figures with intervals out.

Everything the rest of the product may use stands here. The compiled loop is loaded by the first
who simulates, not by those who only read or build a scenario.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from heimveg.engines.faults import Fault
from heimveg.engines.flow.format.reading import parse
from heimveg.engines.flow.format.refusal import ScenarioRefused
from heimveg.engines.flow.format.scenario import (
    ENGINE_VERSION,
    Arrivals,
    Cost,
    Distribution,
    Kind,
    Places,
    Rate,
    Route,
    Scenario,
    Staffing,
    Station,
)
from heimveg.engines.flow.format.writing import as_dict

if TYPE_CHECKING:
    from heimveg.engines.flow.figures.estimates import Estimate
    from heimveg.engines.flow.runs import Run

__all__ = [
    "ENGINE_VERSION",
    "Arrivals",
    "Cost",
    "Distribution",
    "Fault",
    "Kind",
    "Places",
    "Rate",
    "Route",
    "Scenario",
    "ScenarioRefused",
    "Staffing",
    "Station",
    "as_dict",
    "differences",
    "document",
    "parse",
    "simulate",
    "warm",
]


def simulate(
    scenario: Scenario,
    *,
    cores: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> "Run":
    """Play every replication; the same figures on any number of cores.

    `progress` is told (done, all) and `stop` is asked between batches of replications: when it
    answers true, those that are done make the run. Raises ScenarioRefused.
    """
    from heimveg.engines.flow import runs  # noqa: PLC0415  the compiler costs 0.4 s

    return runs.simulate(parse(as_dict(scenario)), cores=cores, progress=progress, stop=stop)


def document(run: "Run", *, each_replication: bool = False) -> dict[str, Any]:
    """The figures of a run in the format heimveg-flow-result/1."""
    from heimveg.engines.flow.figures import documents  # noqa: PLC0415

    return documents.document(run, each_replication=each_replication)


def differences(new: "Run", old: "Run") -> dict[str, dict[str, "Estimate"]]:
    """For each station in both, and "total": each figure of `new` less that of `old`.

    Raises ValueError if the runs differ in seed, horizon, warm-up or replications.
    """
    from heimveg.engines.flow.figures import comparison  # noqa: PLC0415

    return comparison.differences(new, old)


def warm() -> None:
    """Compile the loop once, at installation, so that no page waits for the compiler."""
    one = Distribution(Kind.EXPONENTIAL, 1.0)
    station = Station("a", (Places(0, 1),), one)
    arrivals = Arrivals("a", (Rate(0, 1.0),))
    simulate(Scenario(1, 1, 1, 0, (station,), (arrivals,), (Route("a", None, 1.0),)))
