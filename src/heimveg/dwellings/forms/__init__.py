"""The shape of what people write about homes, and of what they look for."""

from heimveg.dwellings.forms.register import (
    BackForm,
    ClusterForm,
    DwellingForm,
    KindForm,
    OutOfUseForm,
    PropertyForm,
    RemarkForm,
    TieForm,
    doubt_text,
)
from heimveg.dwellings.forms.wanted import STATES, SavedFilterForm, WantedForm

__all__ = [
    "STATES",
    "BackForm",
    "ClusterForm",
    "DwellingForm",
    "KindForm",
    "OutOfUseForm",
    "PropertyForm",
    "RemarkForm",
    "SavedFilterForm",
    "TieForm",
    "WantedForm",
    "doubt_text",
]
