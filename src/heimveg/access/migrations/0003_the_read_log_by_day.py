"""The auditor asks for one day of the read log at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0002_history_kept_by_trigger")]
    operations = [
        migrations.AddIndex(
            model_name="readentry",
            index=models.Index(fields=["happened_at"], name="read_by_day"),
        ),
    ]
