"""What every connection brings along, whatever server there is."""

import pytest
from django.db import connections

from heimveg.config.database import LIMITS, WAITS, databases


def shown(alias, name):
    with connections[alias].cursor() as cursor:
        cursor.execute(
            f"SELECT current_setting('{name}')::interval = %s::interval", [LIMITS[name]]
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("name", LIMITS)
def test_nobody_waits_or_works_without_end(real_database, name):
    assert shown("default", name)


def test_the_owner_waits_for_no_lock_without_end_and_may_migrate_for_long(real_database):
    owner = databases("postgresql://host/town", "secret")["owner"]["OPTIONS"]["options"]

    assert all(shown("owner", name) for name in WAITS)
    assert "statement_timeout" not in owner
