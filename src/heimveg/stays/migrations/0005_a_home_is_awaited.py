"""A stay may wait for its home: it counts for nothing, and stands beside the one that runs."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields.ranges import DateRangeField
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("stays", "0004_stays_are_found_by_their_expected_end")]
    operations = [
        migrations.AddField(
            "stay", "awaits_home", models.BooleanField(db_default=False, default=False)
        ),
        migrations.RemoveConstraint("stay", "one_stay_at_a_time_per_person"),
        migrations.AddConstraint(
            "stay",
            ExclusionConstraint(
                name="one_stay_at_a_time_per_person",
                expressions=[
                    ("person", "="),
                    (
                        models.Func(
                            "started_on",
                            "ended_on",
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                condition=Q(awaits_home=False),
            ),
        ),
        migrations.AddConstraint(
            "stay",
            models.CheckConstraint(
                name="only_a_municipal_dwelling_is_awaited",
                condition=Q(awaits_home=False)
                | Q(kind="municipal_tenancy", dwelling__isnull=False),
            ),
        ),
    ]
