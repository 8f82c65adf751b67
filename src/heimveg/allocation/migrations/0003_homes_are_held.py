"""That a home is held for somebody can be seen by everybody who allocates; for whom cannot.

The view runs with its owner's rights, so the row-level policy on offers does not make a home
look free that is held for a person the reader may not see. It has no column about a person,
and a view over two things cannot be written through.
"""

import django.db.models.deletion
from django.db import migrations, models

HOLDS = """
CREATE VIEW allocation_hold AS
  SELECT o.id, o.dwelling_id, o.leaves_id, o.state, o.move_in_on
  FROM allocation_offer o, (SELECT) AS read_only
  WHERE o.state IN ('reserved', 'open', 'accepted');
"""


class Migration(migrations.Migration):
    dependencies = [("allocation", "0002_guarded_rows"), ("dwellings", "0002_history")]
    operations = [
        migrations.AddField("offer", "opened_on", models.DateField(null=True)),
        migrations.AddIndex("offer", models.Index(fields=["state", "answer_by"], name="offer_by_answer_date")),
        migrations.RunSQL(HOLDS, "DROP VIEW allocation_hold;"),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("state", models.CharField(max_length=10)),
                ("move_in_on", models.DateField(null=True)),
                (
                    "dwelling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="holds",
                        to="dwellings.dwelling",
                    ),
                ),
                (
                    "leaves",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="dwellings.dwelling",
                    ),
                ),
            ],
            options={"db_table": "allocation_hold", "managed": False},
        ),
    ]
