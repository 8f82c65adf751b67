"""What the steps of a turnover are called."""

from django.utils.translation import gettext_lazy as _

from heimveg.upkeep.rules import Step

STEP_TEXTS = {
    Step.NOTICE: _("notice given"),
    Step.VACATED: _("vacated"),
    Step.INSPECTED: _("inspected"),
    Step.WORKS: _("works"),
    Step.AT_STANDARD: _("at the standard"),
    Step.READY: _("ready"),
}
THEMES = {  # in the order they are walked through
    "home": _("The home"),
    "safety": _("Safety"),
    "access": _("Access"),
    "place": _("Where it lies"),
    "order": _("Order"),
}
