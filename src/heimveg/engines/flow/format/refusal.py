"""What is wrong with a scenario."""

from heimveg.engines import faults


class ScenarioRefused(faults.FileRefused):
    """The scenario cannot be run."""


class Faults(faults.Faults):
    refusal = ScenarioRefused
