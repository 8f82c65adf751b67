"""The end of a unit is done from the page of units, which stands on a lower floor."""

from django.utils.translation import gettext_lazy as _

from heimveg.accounts.unit_links import UnitLink, add
from heimveg.persons.permissions import END_UNIT
from heimveg.persons.queries import units_to_end

add(UnitLink("persons:end-unit", END_UNIT, _("End the unit"), units_to_end))
