"""Whoever moved out with money to get back is found without looking at all accounts. A correction
says in other words that a day was none of the tenancy's."""

from django.db import migrations, models
from django.db.models import Q

REASONS = [
    ("moved", "for days outside the tenancy"),
    ("amount", "the amount was wrong"),
    ("place", "placed with the wrong tenancy"),
    ("reduction", "reduction agreed: the home was not as it should be"),
    ("written_off", "written off"),
]


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0031_a_court_rules_on_a_notice")]
    operations = [
        migrations.AddIndex(
            "rentaccount",
            models.Index(
                fields=["owed_ore"], condition=Q(owed_ore__lt=0), name="account_in_credit"
            ),
        ),
        migrations.AlterField(
            "entry",
            "why",
            models.CharField(blank=True, choices=REASONS, default="", max_length=12),
        ),
    ]
