"""What a broken tie costs is known to who keeps the home, who does not read what it is for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dwellings", "0005_a_turnover_keeps_its_vacancy")]
    operations = [
        migrations.AddField(
            "fundingtie",
            "repay_nok",
            models.PositiveIntegerField(
                blank=True, null=True, verbose_name="to be paid back if broken (kroner)"
            ),
        ),
    ]
