"""A question may stand without an errand: two records have one number, however they came."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0005_a_name_that_is_not_the_numbers_is_kept")]
    operations = [
        migrations.AlterField(
            model_name="likeness",
            name="errand",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="intake.errand",
            ),
        ),
    ]
