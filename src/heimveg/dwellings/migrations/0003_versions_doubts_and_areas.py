"""Two people who have the same record open never overwrite each other; a confirmed oddity is
not asked about twice; and areas are listed without reading every home."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

VERSIONED = ("cluster", "property", "fundingtie", "outofuse")


class Migration(migrations.Migration):
    dependencies = [("dwellings", "0002_history")]
    operations = [
        *(
            migrations.AddField(name, "version", models.PositiveIntegerField(default=1, editable=False))
            for name in VERSIONED
        ),
        migrations.AddField(
            "dwelling",
            "confirmed_doubts",
            ArrayField(models.CharField(max_length=100), blank=True, default=list, editable=False, size=None),
        ),
        migrations.AddIndex("dwelling", models.Index(fields=["area"], name="dwelling_by_area")),
    ]
