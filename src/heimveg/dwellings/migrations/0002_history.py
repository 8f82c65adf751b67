"""Changes of the register leave a trace."""

from django.db import migrations

from heimveg.access.history import drop_history, keep_history

KEPT = ("dwellings_dwelling", "dwellings_outofuse", "dwellings_fundingtie", "dwellings_rentpart", "dwellings_cluster")


def kept(table: str) -> str:
    """No person stands in these tables: the column asked for does not exist and gives NULL."""
    return keep_history(table, person="person_id")


class Migration(migrations.Migration):
    dependencies = [("dwellings", "0001_initial"), ("access", "0002_history_kept_by_trigger")]
    operations = [migrations.RunSQL(kept(table), drop_history(table)) for table in KEPT]
