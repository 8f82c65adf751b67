"""A notice for rent that is owed is not given a second time while the first one runs."""

import django.db.models.deletion
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import migrations, models

from heimveg.base.models import day_range

# Those written before ran for a fortnight; where two overlapped, the first one ends with the next.
WRITTEN_BEFORE = """
UPDATE prevention_noticedebt d
SET tenancy_id = s.tenancy_id, given_on = s.taken_on,
  runs_until = least(s.taken_on + 14, coalesce(s.next_on, s.taken_on + 14))
FROM (
  SELECT n.id, c.tenancy_id, t.taken_on, lead(t.taken_on) OVER (
    PARTITION BY c.tenancy_id ORDER BY t.taken_on, n.id) AS next_on
  FROM prevention_noticedebt n
  JOIN prevention_step t ON t.id = n.step_id
  JOIN prevention_preventioncase c ON c.id = t.case_id
) s WHERE s.id = d.id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("prevention", "0007_a_step_says_when_it_was_entered_and_a_notice_what_it_rests_on"),
        ("tenancies", "0033_a_regulation_that_is_taken_back_is_kept"),
    ]
    operations = [
        migrations.AddField(
            "noticedebt",
            "tenancy",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancies.tenancy",
            ),
        ),
        migrations.AddField("noticedebt", "given_on", models.DateField(null=True)),
        migrations.AddField("noticedebt", "runs_until", models.DateField(null=True)),
        migrations.RunSQL(WRITTEN_BEFORE, migrations.RunSQL.noop),
        migrations.AlterField(
            "noticedebt",
            "tenancy",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancies.tenancy",
            ),
        ),
        migrations.AlterField("noticedebt", "given_on", models.DateField()),
        migrations.AlterField("noticedebt", "runs_until", models.DateField()),
        migrations.AddConstraint(
            "noticedebt",
            ExclusionConstraint(
                name="one_notice_for_rent_at_a_time",
                expressions=[
                    ("tenancy", RangeOperators.EQUAL),
                    (day_range("given_on", "runs_until"), RangeOperators.OVERLAPS),
                ],
            ),
        ),
    ]
