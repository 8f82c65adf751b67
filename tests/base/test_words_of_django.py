"""What Django says on our forms is said in our own two languages."""

import re

import pytest
from django import forms
from django.core import validators
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import fields, models
from django.utils.translation import gettext, override

from heimveg.base import words_of_django

BOKMAL = {
    "velg",
    "valg",
    "valget",
    "valgte",
    "ikkie",
    "ikke",
    "gyldige",
    "et",
    "en",
    "høyst",
    "tall",
}
FIELDS = [
    kind
    for module in (fields, models)
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, forms.Field)
]


class Everything(forms.Form):
    needed = forms.CharField()
    short = forms.CharField(max_length=3)
    long = forms.CharField(min_length=5)
    day = forms.DateField()
    clock = forms.TimeField()
    moment = forms.DateTimeField()
    count = forms.IntegerField(max_value=3)
    least = forms.IntegerField(min_value=3)
    many = forms.IntegerField(step_size=5)
    amount = forms.DecimalField(max_digits=3, decimal_places=1)
    finer = forms.DecimalField(decimal_places=1)
    chosen = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    mail = forms.EmailField()
    zero = forms.CharField()
    file = forms.FileField()
    named = forms.FileField(max_length=5)
    kind = forms.FileField(validators=[validators.FileExtensionValidator(["csv"])])


SENT = {
    "short": "four", "long": "four", "day": "32.13.2026", "clock": "25:99", "moment": "x",
    "count": "4", "least": "2", "many": "7", "amount": "12345", "finer": "1.234", "chosen": "b",
    "several": ["b"], "mail": "x", "zero": "a\x00b",
}  # fmt: skip


def said(language):
    files = {
        "file": SimpleUploadedFile("a.csv", b""),
        "named": SimpleUploadedFile("longer.csv", b"x"),
        "kind": SimpleUploadedFile("a.exe", b"x"),
    }
    with override(language):
        form = Everything(SENT, files)
        return {name: " ".join(texts) for name, texts in form.errors.items()}


def test_every_field_that_is_wrong_says_so_in_each_language():
    english, nb, nn = said("en"), said("nb"), said("nn")

    assert set(english) == set(nb) == set(nn) == set(Everything.base_fields)
    for name, text in english.items():
        assert text not in (nb[name], nn[name]), text
        words = set(re.findall(r"\w+", nn[name].lower()))
        assert words & BOKMAL == set(), nn[name]
        assert "%" not in nn[name]
    assert nn["day"] == "Skriv ein gyldig dato, som 24.12.2026."
    assert nb["needed"] == "Dette feltet må fylles ut."


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_no_field_of_ours_can_answer_in_english(language):
    """Every text that the kinds of fields we use may answer with, not only those tried above."""
    used = {
        "CharField", "IntegerField", "DecimalField", "DateField", "TimeField", "DateTimeField",
        "BooleanField", "ChoiceField", "TypedChoiceField", "MultipleChoiceField", "FileField",
        "EmailField", "ModelChoiceField", "ModelMultipleChoiceField", "UUIDField",
    }  # fmt: skip
    texts = {
        str(text)
        for kind in FIELDS
        if kind.__name__ in used
        for owner in kind.__mro__
        for text in getattr(owner, "default_error_messages", {}).values()
        if str(text)
    }
    with override(language):
        same = {text for text in texts if gettext(text) == text and "%(" not in text}

    assert len(texts) > 12
    assert same == set()


def test_the_words_are_those_of_the_django_that_is_installed():
    """A text that Django has changed would translate nothing any more."""
    from pathlib import Path

    import django

    catalogue = Path(django.__file__).parent / "conf/locale/en/LC_MESSAGES/django.po"
    known = catalogue.read_text(encoding="utf-8").replace('"\n"', "")
    with override("en"):
        ours = [str(text) for text in (*words_of_django.FIELDS, *words_of_django.FILES)]
    assert [text for text in ours if f'msgid "{text}"' not in known] == []
