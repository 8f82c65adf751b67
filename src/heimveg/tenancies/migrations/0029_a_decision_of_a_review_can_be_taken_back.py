"""A review that was decided by mistake is open again, and says why."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0028_sums_of_the_ledger_are_kept")]
    operations = [
        migrations.AddField(
            "renewalreview", "taken_back_on", models.DateField(null=True)
        ),
        migrations.AddField(
            "renewalreview",
            "taken_back_because",
            models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddConstraint(
            "renewalreview",
            models.CheckConstraint(
                name="decision_taken_back_says_why",
                condition=Q(taken_back_on=None, taken_back_because="")
                | Q(taken_back_on__isnull=False) & ~Q(taken_back_because=""),
            ),
        ),
    ]
