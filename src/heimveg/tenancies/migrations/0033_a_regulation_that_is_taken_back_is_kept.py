"""A regulation that is taken back stays where it was written, with the day: the tenant has had a
letter about it. What was charged by it is taken back with a reason of its own."""

from django.db import migrations, models
from django.db.models import F, Q

REASONS = [
    ("moved", "for days outside the tenancy"),
    ("agreed", "another rent holds"),
    ("amount", "the amount was wrong"),
    ("place", "placed with the wrong tenancy"),
    ("reduction", "reduction agreed: the home was not as it should be"),
    ("written_off", "written off"),
]
SAYS_WHY = Q(
    kind="correction",
    corrects__isnull=False,
    why__in=["agreed", "amount", "moved", "place", "reduction", "written_off"],
)


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0032_credit_that_is_left_is_found")]
    operations = [
        migrations.AddField("agreedrent", "taken_back_on", models.DateField(null=True)),
        migrations.RemoveConstraint("agreedrent", "one_agreed_rent_per_part_and_day"),
        migrations.AddConstraint(
            "agreedrent",
            models.UniqueConstraint(
                fields=["tenancy", "part", "from_on"],
                condition=Q(set_aside_by=None, taken_back_on=None),
                name="one_agreed_rent_per_part_and_day",
            ),
        ),
        migrations.AddConstraint(
            "agreedrent",
            models.CheckConstraint(
                name="only_a_regulation_is_taken_back_before_its_day",
                condition=Q(taken_back_on=None) | Q(basis="index", taken_back_on__lt=F("from_on")),
            ),
        ),
        migrations.AlterField(
            "entry",
            "why",
            models.CharField(blank=True, choices=REASONS, default="", max_length=12),
        ),
        migrations.RemoveConstraint("entry", "correction_says_of_what_and_why"),
        migrations.AddConstraint(
            "entry",
            models.CheckConstraint(
                name="correction_says_of_what_and_why",
                condition=SAYS_WHY | ~Q(kind="correction") & Q(corrects=None, why=""),
            ),
        ),
    ]
