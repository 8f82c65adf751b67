"""A notice can be withdrawn, and there is one of each side at a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0015_the_home_of_a_tenant_waits")]
    operations = [
        migrations.AddField("quitnotice", "withdrawn_on", models.DateField(null=True)),
        migrations.AddConstraint(
            "quitnotice",
            models.UniqueConstraint(
                fields=["tenancy", "given_by"],
                condition=models.Q(withdrawn_on=None),
                name="one_notice_to_quit_of_each_side_at_a_time",
            ),
        ),
    ]
