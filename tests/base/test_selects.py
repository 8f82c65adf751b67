"""The choices of a select are escaped, grouped and marked as chosen."""

from django import forms


def test_what_is_chosen_is_marked_and_what_is_written_is_escaped() -> None:
    drawn = forms.Select(choices=[("", "all"), ('a"b', "<one>")]).render("kind", 'a"b')
    assert '<option value="">all</option>' in drawn
    assert '<option value="a&quot;b" selected>&lt;one&gt;</option>' in drawn


def test_choices_stand_in_their_groups() -> None:
    drawn = forms.Select(choices=[("Rooms & more", [(1, "one")]), (2, "two")]).render("n", 2)
    lines = [line.strip() for line in drawn.splitlines()]
    assert lines[1:] == [
        '<optgroup label="Rooms &amp; more">',
        '<option value="1">one</option>',
        "</optgroup>",
        '<option value="2" selected>two</option>',
        "</select>",
    ]
