"""The shape of what is asked about tenancies."""

from heimveg.tenancies.forms.listing import EndForm, FilterForm

__all__ = ["EndForm", "FilterForm"]
