"""What other rooms show on the dwelling page. Each template gets `section` and `home`, and nothing
else."""

from heimveg.desk.home import keeping, remembering
from heimveg.desk.section import Section
from heimveg.dwellings.models import Dwelling
from heimveg.dwellings.permissions import READ_DWELLINGS
from heimveg.upkeep.permissions import READ_UPKEEP

SECTIONS: tuple[Section[Dwelling], ...] = (
    Section(READ_UPKEEP, keeping.turnover, "desk/_home_turnover.html"),
    Section(READ_UPKEEP, keeping.condition, "desk/_home_condition.html"),
    Section(READ_UPKEEP, keeping.work, "desk/_home_work.html"),
    Section(READ_DWELLINGS, remembering.history, "desk/_home_history.html", aside=True),
)
