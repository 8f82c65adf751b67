"""A line with a minus in the bank's file is a payment that was taken back, or credit paid out."""

from django.db import migrations, models

KINDS = [
    ("charge", "rent"),
    ("extra", "charged afterwards"),
    ("payment", "payment"),
    ("received", "received without a known payer"),
    ("placed", "payment, placed by hand"),
    ("reversal", "taken back or paid out by the bank"),
    ("returned", "taken back by the bank, payer not known"),
    ("correction", "correction"),
]


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0033_a_regulation_that_is_taken_back_is_kept")]
    operations = [
        migrations.AlterField("entry", "kind", models.CharField(choices=KINDS, max_length=12)),
    ]
