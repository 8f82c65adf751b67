"""The shape of an upload."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from heimveg.accounts.models import Unit
from heimveg.exchange.sheets.limits import LIMITS


class UploadForm(forms.Form):
    """`units`: those the actor imports for; asked about only where there are several."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_(
            "Excel (.xlsx), LibreOffice (.ods) or text (.csv), at most 20 MB."
            " Nothing is saved before you have seen what the file would do."
        ),
        error_messages={
            "required": _("Choose the file with the list."),
            "empty": _("The file is empty. Save the spreadsheet again and choose that file."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.ods,.csv"}),
        max_length=1000,
        allow_empty_file=False,
    )
    unit = forms.ModelChoiceField(
        label=_("For which unit"), queryset=Unit.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:  # noqa: ANN401  # Django's
        super().__init__(*args, **kwargs)
        choice = self.fields["unit"]
        choice.queryset = units  # type: ignore[attr-defined]  # a ModelChoiceField
        choice.initial = units.first()
        if len(units) <= 1:
            choice.widget = forms.HiddenInput()

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.file_bytes:
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)s MB. Split it into several files.")
                % {"megabytes": LIMITS.file_bytes // 2**20}
            )
        return file
