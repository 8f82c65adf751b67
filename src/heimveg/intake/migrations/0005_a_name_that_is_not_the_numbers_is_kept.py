"""The name that came with a number of somebody of another name, for who gets the errand."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_who_was_asked_sees_the_question")]
    operations = [
        migrations.AddField(
            model_name="errand",
            name="given_as",
            field=models.CharField(blank=True, default="", editable=False, max_length=200),
        ),
    ]
