"""Measures that touch a person's rights are seen by those who follow the person up."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "support_rightsmeasure": FieldClass.D4,
    "support_residentview": FieldClass.D4,
    "support_measurereview": FieldClass.D4,
}


class Migration(migrations.Migration):
    dependencies = [("support", "0001_initial"), ("persons", "0002_who_sees_whom_and_who_answers")]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
