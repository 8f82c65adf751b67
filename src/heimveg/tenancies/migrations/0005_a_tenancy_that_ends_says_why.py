"""Why a tenancy ended. Those that ended before it was asked are written as not known."""

from django.db import migrations, models
from django.db.models import Q

ENDINGS = [
    "moved", "other_municipal", "bought", "gave_notice", "ran_out", "landlord_notice", "evicted",
    "died", "unknown",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0004_a_stay_ends_with_its_tenancy")]
    operations = [
        migrations.AddField(
            model_name="tenancy",
            name="end_reason",
            field=models.CharField(blank=True, default="", max_length=20),
        ),
        migrations.RunSQL(
            "UPDATE tenancies_tenancy SET end_reason = 'unknown' WHERE ended_on IS NOT NULL;",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="tenancy",
            constraint=models.CheckConstraint(
                name="tenancy_that_ends_says_why",
                condition=Q(ended_on=None, end_reason="")
                | Q(ended_on__isnull=False, end_reason__in=ENDINGS),
            ),
        ),
    ]
