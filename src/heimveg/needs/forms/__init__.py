"""The shape of what is written about a need. What it means is for rules and commands."""

from heimveg.needs.forms.care import CareBasisForm, HighestRentForm, IncomeForm
from heimveg.needs.forms.listing import FilterForm, ParkForm, SaveFilterForm
from heimveg.needs.forms.need import NeedForm, Section

__all__ = [
    "CareBasisForm",
    "FilterForm",
    "HighestRentForm",
    "IncomeForm",
    "NeedForm",
    "ParkForm",
    "SaveFilterForm",
    "Section",
]
