"""What can be allowed at the desk."""

from django.utils.translation import gettext_lazy as _

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import WORKERS, Role

FRONT_PAGE = Permission(
    "desk.front_page", frozenset(Purpose), frozenset(Role), FieldClass.D0, _("See the front page")
)
SEARCH = Permission(
    "desk.search",
    frozenset(Purpose),
    WORKERS,
    FieldClass.D1,
    _("Search in what one may see"),
)
