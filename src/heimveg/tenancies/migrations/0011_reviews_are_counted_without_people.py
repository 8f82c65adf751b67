"""What reviews came to can be counted by everybody who plans; about whom cannot.

The view runs with its owner's rights, and has no column about a person. A view that groups
cannot be written through.
"""

from django.db import migrations, models

COUNTS = """
CREATE VIEW tenancies_renewalcount AS
  SELECT row_number() OVER (ORDER BY year, way) AS id, year, way, count(*)::int AS number
  FROM (
    SELECT extract(year FROM done_on)::int AS year, way
    FROM tenancies_renewalreview WHERE done_on IS NOT NULL
    UNION ALL
    SELECT extract(year FROM ended_on)::int, 'bought'
    FROM tenancies_tenancy WHERE end_reason = 'bought' AND ended_on <= current_date
  ) AS done
  GROUP BY year, way;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0010_a_stay_that_begins_has_a_version")]
    operations = [
        migrations.RunSQL(COUNTS, "DROP VIEW tenancies_renewalcount;"),
        migrations.CreateModel(
            name="RenewalCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("number", models.PositiveIntegerField()),
            ],
            options={"db_table": "tenancies_renewalcount", "managed": False},
        ),
    ]
