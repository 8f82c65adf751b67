"""The question is seen by who sees the person it is about; where somebody was met, by care."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "intake_likeness": FieldClass.D3,
    "intake_metwhere": FieldClass.D4,
}


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_somebody_met_may_be_known_elsewhere")]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
