"""Taking in is a state of its own while the job runs; a file taken in keeps no content."""

from django.db import migrations, models
from django.db.models import Q

STATES = [
    ("uploaded", "being read"), ("checked", "ready to look at"), ("refused", "could not be read"),
    ("committing", "being taken in"), ("committed", "taken in"),
]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]
    operations = [
        migrations.AddField("importfile", "checked_at", models.DateTimeField(null=True)),
        migrations.AlterField(
            "importfile", "state", models.CharField(choices=STATES, default="uploaded", max_length=10)
        ),
        migrations.RemoveConstraint("importfile", "import_state_is_known"),
        migrations.AddConstraint(
            "importfile",
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=["uploaded", "checked", "refused", "committing", "committed"]),
            ),
        ),
        migrations.AddConstraint(
            "importfile",
            models.CheckConstraint(
                name="import_kind_is_known", condition=Q(kind__in=["dwellings", "needs"])
            ),
        ),
        migrations.AddConstraint(
            "importfile",
            models.CheckConstraint(
                name="taken_in_file_keeps_no_content", condition=~Q(state="committed") | Q(content=b"")
            ),
        ),
        migrations.AddIndex(
            "importfile",
            models.Index(fields=["uploaded_by", "-uploaded_at"], name="import_by_uploader"),
        ),
    ]
