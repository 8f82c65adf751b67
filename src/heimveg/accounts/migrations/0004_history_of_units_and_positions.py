"""Who changed a unit or a position, and what stood there before."""

from django.db import migrations

from heimveg.access.history import drop_history, keep_history

KEPT = ("accounts_unit", "accounts_membership")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_two_people_behind_what_is_delicate"),
        ("access", "0002_history_kept_by_trigger"),
    ]
    operations = [
        migrations.RunSQL(keep_history(table), drop_history(table)) for table in KEPT
    ]
