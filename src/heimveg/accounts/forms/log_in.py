"""The shape of log-in forms."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import User
from heimveg.accounts.rules import SHORTEST_PASSWORD, gives_itself_away, is_long_enough


class LogInForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"^\s*\d{6}\s*$",
        label=_("Code from the app"),
        help_text=_("Six digits."),
        error_messages={"invalid": _("The code is six digits.")},
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class PasswordForm(forms.Form):
    """A password of one's own. The present one is asked for, unless it is a one-time one."""

    present = forms.CharField(
        label=_("The password you have now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        help_text=_(
            "At least twelve characters. Four words that nobody would say together do well."
        ),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The new password once more"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, data: Any, user: User) -> None:  # noqa: ANN401  # a QueryDict or None
        super().__init__(data)
        self.user = user
        if user.one_time_until is not None:
            del self.fields["present"]

    def clean_present(self) -> str:
        present: str = self.cleaned_data["present"]
        if not self.user.check_password(present):
            raise ValidationError(_("This is not the password you have now."))
        return present

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        if not is_long_enough(new):
            raise ValidationError(
                _("Use at least %(n)s characters."), params={"n": SHORTEST_PASSWORD}
            )
        known = (self.user.username, self.user.name, self.user.email, "heimveg")
        if gives_itself_away(new, known=known) or self.user.check_password(new):
            raise ValidationError(
                _("Choose one without your name in it, and another than the one you have.")
            )
        try:
            CommonPasswordValidator().validate(new)
        except ValidationError:
            raise ValidationError(_("Many others use this one. Choose another.")) from None
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "new" in cleaned and cleaned.get("again") != cleaned["new"]:
            self.add_error("again", _("The two are not the same."))
        return cleaned
