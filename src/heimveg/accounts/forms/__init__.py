"""The shape of what is typed about log-in, units and staff."""

from heimveg.accounts.forms.log_in import CodeForm, LogInForm, PasswordForm
from heimveg.accounts.forms.staff import (
    AbsenceForm,
    DayForm,
    PositionForm,
    StaffListForm,
    UnitForm,
    UserForm,
)

__all__ = [
    "AbsenceForm",
    "CodeForm",
    "DayForm",
    "LogInForm",
    "PasswordForm",
    "PositionForm",
    "StaffListForm",
    "UnitForm",
    "UserForm",
]
