"""What is not classified does not start; the check is shown to bite."""

import pytest
from django.apps import apps
from django.db import models

from heimveg.access.checks import _problems_of, every_field_has_a_class
from heimveg.access.classes import Classified, FieldClass
from heimveg.access.gate import Permission
from heimveg.access.purposes import Purpose
from heimveg.access.roles import Role


def made(classified):
    """A model of the house with this classification, known to nobody else."""
    body = {"__module__": "heimveg.access.tests", "note": models.TextField(), "__str__": str}
    body["Meta"] = type("Meta", (), {"app_label": "access"})
    if classified is not None:
        body["classified"] = classified
    model = type("Made", (models.Model,), body)
    del apps.all_models["access"]["made"]
    apps.clear_cache()
    return model


def test_every_model_of_the_house_is_classified():
    assert every_field_has_a_class(None) == []


@pytest.mark.parametrize(
    ("classified", "problem"),
    [
        (None, "heimveg.E001"),
        (Classified(FieldClass.D0, {"gone": FieldClass.D2}, why="to test"), "heimveg.E002"),
        (Classified(FieldClass.D0), "heimveg.E003"),
        (Classified(FieldClass.D2, {"note": FieldClass.D4}, why="to test"), "heimveg.E004"),
    ],
)
def test_what_is_not_wholly_classified_is_named(classified, problem):
    assert [found.id for found in _problems_of(made(classified))] == [problem]


def test_a_model_that_is_well_classified_passes():
    assert (
        _problems_of(made(Classified(FieldClass.D2, {"id": FieldClass.D0}, why="to test"))) == []
    )


def test_the_start_stops_at_an_unclassified_model(monkeypatch):
    models_of_the_house = [*apps.get_models(), made(None)]
    monkeypatch.setattr(apps, "get_models", lambda: models_of_the_house)

    assert [found.id for found in every_field_has_a_class(None)] == ["heimveg.E001"]


def test_a_role_cannot_be_given_what_none_of_its_purposes_reads():
    with pytest.raises(ValueError, match="no purpose that reads D4"):
        Permission(
            "test.read_health", frozenset(Purpose), frozenset({Role.CARETAKER}), FieldClass.D4, ""
        )


def test_a_permission_is_declared_once():
    from heimveg.persons.permissions import READ_PERSON

    with pytest.raises(ValueError, match="twice"):
        Permission(
            READ_PERSON.code, READ_PERSON.purposes, READ_PERSON.roles, READ_PERSON.shows, ""
        )
