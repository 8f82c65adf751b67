"""A form that a command refused: each reason at its field."""

from django import forms

from heimveg.base.errors import Invalid


def say_at_fields(form: forms.BaseForm, refused: Invalid) -> None:
    """Each text at its field; above the form where the form has no such field."""
    for name, text in refused.fields.items():
        form.add_error(name if name in form.fields else None, str(text))
