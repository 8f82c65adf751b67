"""A form sent again with other content is told apart from a double click."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("access", "0004_history_is_seen_as_its_row_is")]
    operations = [
        migrations.AddField(
            "formreceipt", "digest", models.CharField(default="", max_length=64)
        ),
    ]
