"""Of two records with one number, the one it stood in first is the one that is asked about."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("persons", "0008_few_are_found_without_asking_about_all")]
    operations = [
        migrations.AddField(
            model_name="person",
            name="numbered_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
    ]
