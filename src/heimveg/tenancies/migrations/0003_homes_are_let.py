"""That a home is let can be seen by everybody who keeps homes; by whom cannot.

The view runs with its owner's rights, so the row-level policy on tenancies does not hide that a
home is taken. It has no column about a person. A view over two things cannot be written
through: the second here is a row without columns, which costs the planner nothing.
"""

import django.db.models.deletion
from django.db import migrations, models

LETTINGS = """
CREATE VIEW tenancies_letting AS
  SELECT t.id, t.dwelling_id, t.started_on, t.ended_on
  FROM tenancies_tenancy t, (SELECT) AS read_only;
"""


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0002_guarded_rows"), ("dwellings", "0002_history")]
    operations = [
        migrations.RunSQL(LETTINGS, "DROP VIEW tenancies_letting;"),
        migrations.CreateModel(
            name="Letting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField(verbose_name="from")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
                (
                    "dwelling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lettings",
                        to="dwellings.dwelling",
                    ),
                ),
            ],
            options={"db_table": "tenancies_letting", "managed": False},
        ),
    ]
