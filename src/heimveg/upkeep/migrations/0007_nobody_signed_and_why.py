"""A protocol that a party did not sign says why, in the place where it is signed."""

from django.db import migrations, models
from django.db.models import Q


def text(length):
    return models.CharField(blank=True, default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [("upkeep", "0006_a_conclusion_is_borne_by_its_findings")]
    operations = [
        migrations.AddField("signature", "because", text(300)),
        migrations.AlterField("signature", "name", text(120)),
        migrations.RemoveConstraint("signature", "a_tenant_who_signs_is_a_person"),
        migrations.RemoveConstraint("signature", "a_tenant_signs_once"),
        migrations.RemoveConstraint("signature", "the_municipality_signs_once"),
        migrations.AddConstraint(
            "signature",
            models.CheckConstraint(
                name="a_tenant_who_signs_is_a_person",
                condition=Q(party="tenant", person__isnull=False)
                | Q(party="municipality", person=None)
                | ~Q(because=""),
            ),
        ),
        migrations.AddConstraint(
            "signature",
            models.UniqueConstraint(
                fields=["inspection", "person"],
                condition=Q(person__isnull=False, because=""),
                name="a_tenant_signs_once",
            ),
        ),
        migrations.AddConstraint(
            "signature",
            models.UniqueConstraint(
                fields=["inspection"],
                condition=Q(party="municipality", because=""),
                name="the_municipality_signs_once",
            ),
        ),
        migrations.AddConstraint(
            "signature",
            models.UniqueConstraint(
                fields=["inspection", "party"],
                condition=~Q(because=""),
                name="one_reason_for_each_party_that_did_not_sign",
            ),
        ),
        migrations.AddConstraint(
            "signature",
            models.CheckConstraint(
                name="a_protocol_is_signed_or_has_a_reason",
                condition=(Q(because="") & ~Q(name="")) | (~Q(because="") & Q(name="", drawing="")),
            ),
        ),
        migrations.AddConstraint(
            "signature",
            models.CheckConstraint(
                name="party_that_signs_is_known",
                condition=Q(party__in=["municipality", "tenant"]),
            ),
        ),
    ]
