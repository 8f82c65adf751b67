"""Why a home is safe though rent is unpaid, kept with the closed case."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("prevention", "0004_a_tenancy_does_not_end_past_its_case")]
    operations = [
        migrations.AddField(
            "preventioncase",
            "closed_because",
            models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
    ]
