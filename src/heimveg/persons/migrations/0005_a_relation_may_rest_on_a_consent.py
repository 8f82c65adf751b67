"""A relation that rests on a consent ends with it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0004_few_people_are_listed_without_asking_about_all")]
    operations = [
        migrations.AddField(
            model_name="responsibility",
            name="consent",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="persons.consent",
            ),
        ),
    ]
