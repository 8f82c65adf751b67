"""Errands are seen by those who see the person; what was said, and from where, by care."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "intake_errand": FieldClass.D3,
    "intake_said": FieldClass.D4,
    "intake_institutionnotice": FieldClass.D4,
}


class Migration(migrations.Migration):
    dependencies = [("intake", "0001_initial"), ("persons", "0002_who_sees_whom_and_who_answers")]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
