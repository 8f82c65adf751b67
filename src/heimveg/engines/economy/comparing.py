"""Two scenarios from JSON files to their difference in a JSON file, for the command line."""

from collections.abc import Callable
from pathlib import Path

from heimveg.engines import json_files
from heimveg.engines.economy.difference import SENSITIVITY_PERCENT, document
from heimveg.engines.faults import Fault
from heimveg.engines.flow import files
from heimveg.engines.flow.cluster import player_on
from heimveg.engines.flow.figures.comparison import ALIKE
from heimveg.engines.flow.format.refusal import ScenarioRefused
from heimveg.engines.flow.format.scenario import Scenario

Progress = Callable[[int, int], None]


def run(
    new: Path,
    old: Path,
    target: Path,
    *,
    percent: int = SENSITIVITY_PERCENT,
    progress: Progress | None = None,
    workers: str | None = None,
) -> None:
    """Plays both scenarios with the same people and writes what `new` changes against `old`.

    `percent` as `document`; the same files give the same bytes, also on `workers`, as
    `flow.files.run`. Raises ScenarioRefused with every fault of both, also if they cannot be
    compared, and NoWorkers; nothing is written then.
    """
    ours, theirs = read_both(new, old)
    check_alike(ours, theirs)
    both = ours.replications + theirs.replications
    runs = []
    with player_on(workers) as play:
        for scenario, before in ((ours, 0), (theirs, ours.replications)):
            tell = None if progress is None else later(progress, before, both)
            runs.append(play(scenario, progress=tell))
    json_files.write(document(*runs, percent=percent), target)


def read_both(new: Path, old: Path) -> tuple[Scenario, Scenario]:
    """The scenarios of two files. Raises ScenarioRefused, each fault with the file it is in."""
    faults: list[Fault] = []
    read = []
    for source in (new, old):
        try:
            read.append(files.read(source))
        except ScenarioRefused as refused:
            faults += [in_file(source, fault) for fault in refused.faults]
    if faults:
        raise ScenarioRefused(tuple(faults))
    return read[0], read[1]


def in_file(source: Path, fault: Fault) -> Fault:
    path = str(source) if fault.path == source.name else f"{source}: {fault.path}"
    return Fault(path, fault.what, fault.remedy)


def check_alike(new: Scenario, old: Scenario) -> None:
    """Raises ScenarioRefused if the two cannot be compared replication by replication."""
    faults = [
        Fault(
            name,
            f"is {getattr(new, name)} in the one and {getattr(old, name)} in the other",
            "Write the same in both, so that the same people meet both scenarios",
        )
        for name in (*ALIKE, "replications")
        if getattr(new, name) != getattr(old, name)
    ]
    if faults:
        raise ScenarioRefused(tuple(faults))


def later(progress: Progress, before: int, both: int) -> Progress:
    return lambda done, _: progress(before + done, both)
