"""The landlord's notice to quit that is entered long after it was given says why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0038_what_was_paid_out_is_exported")]
    operations = [
        migrations.AddField(
            "quitnotice",
            "late_because",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
    ]
