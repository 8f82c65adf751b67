"""What a turnover costs, in whole kroner that add up."""

from datetime import date
from types import SimpleNamespace

import pytest

from heimveg.upkeep.views import turnovers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class Orders:
    def exclude(self, **_state):
        return self

    def aggregate(self, **_sums):
        return {"done": 160, "expected": 160}


def test_the_parts_add_up_to_what_is_shown_together(monkeypatch):
    monkeypatch.setattr(turnovers, "_days_empty", lambda _found, _on: 0)
    found = SimpleNamespace(orders=Orders(), dwelling_id=0)
    shown = [text for _label, text in turnovers._costs(found, date(2026, 11, 23))]
    assert [text.split()[0] for text in shown] == ["2", "2", "0", "4"]
