"""The municipality's own lease in Word."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TemplateForm(forms.Form):
    file = forms.FileField(
        label=_("Word file"),
        help_text=_("A .docx of at most 5 MB, without macros, links or embedded files."),
        widget=forms.FileInput(attrs={"accept": ".docx"}),
    )
