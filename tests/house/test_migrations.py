"""Models and migrations agree, and migrations are named by hand."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

SOURCE = Path(__file__).parents[2] / "src" / "heimveg"


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()
    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_migrations_are_named_as_sentences():
    names = [p.stem for p in SOURCE.glob("*/migrations/0*.py")]

    assert [n for n in names if "auto" in n or n.split("_", 1)[1].startswith("alter_")] == []
