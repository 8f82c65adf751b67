"""Decisions of one state in their order: those that wait are few among all that were made."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_history_of_units_and_positions"),
        ("decisions", "0003_one_decision_replaces_another"),
        ("persons", "0007_names_are_found_without_norwegian_letters"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(
                fields=["state", "drafted_on", "id"], name="decision_by_state_and_day"
            ),
        ),
    ]
