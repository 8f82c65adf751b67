"""That a home is held for somebody can be seen by everybody who keeps homes; for whom cannot.

See tenancies/0003_homes_are_let: no column about a person, and nothing can be written through.
"""

import django.db.models.deletion
from django.db import migrations, models

HOLDINGS = """
CREATE VIEW allocation_holding AS
  WITH held AS NOT MATERIALIZED (
    SELECT id, dwelling_id FROM allocation_offer WHERE state IN ('reserved', 'open')
  )
  SELECT id, dwelling_id FROM held;
"""


class Migration(migrations.Migration):
    dependencies = [("allocation", "0002_guarded_rows"), ("dwellings", "0002_history")]
    operations = [
        migrations.RunSQL(HOLDINGS, "DROP VIEW allocation_holding;"),
        migrations.CreateModel(
            name="Holding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "dwelling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="holdings",
                        to="dwellings.dwelling",
                    ),
                ),
            ],
            options={"db_table": "allocation_holding", "managed": False},
        ),
    ]
