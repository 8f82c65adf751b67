"""A ground for institutions, used elsewhere, keeps the words that say why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("support", "0002_guarded_rows")]
    operations = [
        migrations.AddField(
            model_name="rightsmeasure",
            name="out_of_place_because",
            field=models.TextField(
                blank=True,
                default="",
                max_length=2000,
                verbose_name="why this legal basis, outside an institution",
            ),
        ),
        migrations.AddField(
            model_name="measurereview",
            name="out_of_place_because",
            field=models.TextField(blank=True, default="", max_length=2000),
        ),
    ]
