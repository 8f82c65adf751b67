"""The shape of a decision's words."""

from django import forms

from heimveg.decisions.models import Decision


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's own is not generic at run time
    class Meta:
        model = Decision
        fields = ("outcome", "facts", "considerations", "assumed_support")
        widgets = {
            "outcome": forms.Textarea({"rows": 3}),
            "facts": forms.Textarea({"rows": 5}),
            "considerations": forms.Textarea({"rows": 6}),
            "assumed_support": forms.Textarea({"rows": 3}),
        }
