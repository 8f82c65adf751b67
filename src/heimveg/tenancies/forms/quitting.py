"""A notice to quit, a protest against it, and the day the matter came to court."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from heimveg.base import clock
from heimveg.tenancies.forms.lease import day_field, with_known_law
from heimveg.tenancies.models import Protest, QuitNotice
from heimveg.tenancies.models.quitting import LATE_WORDS
from heimveg.tenancies.rules.quitting import GivenBy, ProtestHow, QuitForm, QuitGround


class QuitNoticeForm(forms.Form):
    given_by = forms.ChoiceField(label=_("Who gives notice?"), choices=list(QuitNotice.BY.items()))
    given_on = day_field(label=_("The other party had it on"))
    ground = forms.ChoiceField(
        label=_("Reason the landlord gives"),
        choices=list(QuitNotice.GROUNDS.items()),
        required=False,
    )
    is_written = forms.BooleanField(
        label=_("It is in writing"),
        required=False,
        help_text=_("What follows is asked of the landlord's notice alone."),
    )
    tells_of_protest = forms.BooleanField(
        label=_("It says that the tenant can protest in writing within a month"), required=False
    )
    tells_of_consequence = forms.BooleanField(
        label=_("It says what happens if the tenant does not protest"), required=False
    )
    is_single_room = forms.BooleanField(label=_("It is a single room"), required=False)
    late_because = forms.CharField(
        label=_("Why is it entered only now?"),
        required=False,
        max_length=LATE_WORDS,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Only for a landlord's notice that is entered long after it was given."),
    )

    def clean_given_on(self) -> date:
        day: date = self.cleaned_data["given_on"]
        if day > clock.today():
            raise forms.ValidationError(_("Choose today or an earlier day."))
        return with_known_law(day)

    @property
    def said(self) -> QuitForm:
        data = self.cleaned_data
        return QuitForm(
            given_by=GivenBy(data["given_by"]),
            is_written=data["is_written"],
            ground=QuitGround(data["ground"]),
            tells_of_protest=data["tells_of_protest"],
            tells_of_consequence=data["tells_of_consequence"],
        )


class ProtestForm(forms.Form):
    received_on = day_field(label=_("It came on"))
    how = forms.ChoiceField(
        label=_("How did it come?"), choices=list(Protest.HOW.items()), widget=forms.RadioSelect,
        help_text=_("It is to be in writing. Help the tenant to write it where they say it only."),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What it says, in one line"),
        max_length=200,
        required=False,
        help_text=_("In the tenant's own words. The landlord reads it: nothing about health."),
    )

    def clean_how(self) -> ProtestHow:
        return ProtestHow(self.cleaned_data["how"])


class CourtForm(forms.Form):
    sued_on = day_field(label=_("The matter came to court on"))


class RulingForm(forms.Form):
    ruled_on = day_field(
        label=_("The court ruled on"),
        help_text=_("When the ruling can no longer be appealed."),
    )
    is_upheld = forms.TypedChoiceField(
        label=_("What did it say?"),
        choices=[("yes", _("the notice holds")), ("no", _("the notice is set aside"))],
        coerce=lambda said: said == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
    )
