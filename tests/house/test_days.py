"""No form of the house takes a day that no rule and no calendar can reckon with."""

import importlib
import pkgutil
from datetime import date

import pytest
from django import forms

import heimveg
from heimveg.base.errors import NoRuleKnown
from heimveg.base.sane_days import FIRST_DAY, LAST_DAY
from heimveg.prevention.queries.ladder import ladder
from heimveg.tenancies.queries.law import law_on
from heimveg.upkeep.queries.data import limit

FAR_OFF = ("0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31")


def every_form(of=forms.BaseForm):
    for form in of.__subclasses__():
        yield form
        yield from every_form(form)


def day_fields():
    for module in pkgutil.walk_packages(heimveg.__path__, "heimveg."):
        if ".forms" in module.name or ".views" in module.name or module.name.endswith("patterns"):
            importlib.import_module(module.name)
    for form in sorted(set(every_form()), key=lambda f: (f.__module__, f.__name__)):
        if form.__module__.startswith("heimveg."):
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, forms.DateField | forms.DateTimeField):
                    yield f"{form.__module__}.{form.__name__}.{name}", field


FIELDS = list(day_fields())


def test_the_walk_finds_the_forms():
    assert len(FIELDS) > 25


@pytest.mark.parametrize(("name", "field"), FIELDS, ids=[name for name, _ in FIELDS])
def test_a_day_far_off_is_refused_in_every_form(name, field):
    clock = "T10:00" if isinstance(field, forms.DateTimeField) else ""
    for typed in FAR_OFF:
        with pytest.raises(forms.ValidationError):
            field.clean(typed + clock)
    for day in (FIRST_DAY, LAST_DAY):
        assert field.clean(day.isoformat() + clock)


@pytest.mark.parametrize("day", [date.min, date(1899, 12, 31)])
def test_a_day_before_the_first_rule_is_said_so(day):
    for ask in (law_on, lambda d: ladder(on=d), lambda d: limit("order_ahead_days", on=d)):
        with pytest.raises(NoRuleKnown):
            ask(day)


def test_the_law_of_tenancies_is_known_from_its_first_day():
    with pytest.raises(NoRuleKnown):
        law_on(date(1999, 12, 31))
    assert law_on(date(2000, 1, 1))
