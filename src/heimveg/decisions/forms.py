"""The shape of a decision's words."""

from typing import TYPE_CHECKING

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heimveg.decisions.models import Decision

if TYPE_CHECKING:
    Base = forms.ModelForm[Decision]
else:
    Base = forms.ModelForm  # not generic at run time


class DraftForm(Base):
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    class Meta:
        model = Decision
        fields = ("outcome", "facts", "considerations", "assumed_support", "language")
        widgets = {
            "outcome": forms.Textarea({"rows": 3}),
            "facts": forms.Textarea({"rows": 5}),
            "considerations": forms.Textarea({"rows": 6}),
            "assumed_support": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "outcome": _("What the person gets, or does not get, in one or two sentences."),
            "facts": _("What we know, and where we have it from."),
            "considerations": _("What counted for and against, and why this came out."),
            "assumed_support": _(
                "Help that goes with the home. It may be described, never demanded."
            ),
        }
