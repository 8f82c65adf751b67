"""Long lists of choices lie folded, and never hide what is ticked."""

import pytest
from django import forms
from django.utils.translation import override


def drawn(many, ticked=()):
    class Chosen(forms.Form):
        places = forms.MultipleChoiceField(
            choices=[(str(n), f"Place {n}") for n in range(many)],
            widget=forms.CheckboxSelectMultiple,
        )

    with override("en"):
        return str(Chosen(initial={"places": list(ticked)})["places"])


@pytest.mark.parametrize(("many", "is_folded"), [(12, False), (13, True)])
def test_only_many_choices_are_folded_and_all_are_there(many, is_folded):
    html = drawn(many)
    assert ("<details" in html) is is_folded
    assert (f"Choose among {many}" in html) is is_folded
    assert html.count('type="checkbox"') == many


def test_the_fold_is_open_where_something_is_ticked():
    assert " open>" not in drawn(13)
    assert " open>" in drawn(13, ["4"])
