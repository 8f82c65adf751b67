"""Needs, what they rest on and incomes each behind the wall of their class."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

GUARDED = {
    "needs_need": FieldClass.D3,
    "needs_carebasis": FieldClass.D4,
    "needs_income": FieldClass.D6,
}


class Migration(migrations.Migration):
    dependencies = [("needs", "0001_initial"), ("persons", "0002_who_sees_whom_and_who_answers")]
    operations = [
        *(migrations.RunSQL(guard(table, c), unguard(table)) for table, c in GUARDED.items()),
        *(migrations.RunSQL(keep_history(table), drop_history(table)) for table in GUARDED),
    ]
