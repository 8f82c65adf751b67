"""The codes of the register in words."""

from django.utils.translation import gettext_lazy as _

from heimveg.dwellings.rules import HousingKind, Location, Staffed, Standard, TiedGroup

KINDS = {
    HousingKind.SPECIALISED: _("specialised co-housing"),
    HousingKind.SMALL_HOUSE: _("small house"),
    HousingKind.SHARED: _("co-housing"),
    HousingKind.REHABILITATION: _("rehabilitation co-housing"),
    HousingKind.HOUSING_FIRST: _("Housing First"),
    HousingKind.TEMPORARY: _("temporary place"),
    HousingKind.ORDINARY: _("ordinary home"),
}
STANDARDS = {
    Standard.ORDINARY: _("ordinary standard"),
    Standard.REINFORCED: _("reinforced"),
    Standard.EXTRA_REINFORCED: _("extra reinforced"),
}
STAFFED = {
    Staffed.NONE: _("no staff on the spot"),
    Staffed.DAY: _("staffed in the daytime"),
    Staffed.EVENING: _("staffed day and evening"),
    Staffed.ROUND_THE_CLOCK: _("staffed round the clock"),
}
LOCATIONS = {
    Location.ORDINARY: _("ordinary neighbourhood"),
    Location.SCREENED: _("screened from others"),
}
TIED_GROUPS = {
    TiedGroup.ROP: _("substance use and mental illness"),
    TiedGroup.SUBSTANCE_USE: _("substance use"),
    TiedGroup.MENTAL_ILLNESS: _("mental illness"),
    TiedGroup.REFUGEE: _("refugees"),
    TiedGroup.DISABILITY: _("disability"),
    TiedGroup.YOUNG: _("young people"),
    TiedGroup.ELDERLY: _("elderly people"),
}
