"""Kinds of columns that several lists have."""

from django.utils.translation import gettext_lazy as _

from heimveg.exchange.columns import cells
from heimveg.exchange.columns.column import Column, Shape
from heimveg.exchange.columns.words import known_words

A_DAY = _("Write a day such as 17.05.2026.")
ONE_OF = _("Write one of the words that the list knows.")


def one_word(field: str, code_list: str, names: tuple[str, str, str], *also: str) -> Column:
    return Column(
        field, *names, also, cells.one_of(known_words(code_list)), ONE_OF, Shape.WORD, code_list
    )


def plain_text(field: str, names: tuple[str, str, str], limit: int, *also: str) -> Column:
    return Column(field, *names, also, cells.text(limit), _("Write plain text."))
