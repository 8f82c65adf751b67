"""A tenant's written protest against the landlord's notice (husleieloven § 9-8): while it stands
and nobody has gone to court, the notice ends no tenancy. What has lapsed makes way for a new one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

TABLE = "tenancies_protest"
HOW = [
    ("letter", "by letter"),
    ("handed", "handed over on paper"),
    ("email", "by e-mail or another message"),
]
# By the landlord's notice it never ends past a protest in time without a court; an eviction on
# other grounds waits until the notice has lapsed.
KEEPS = """
CREATE FUNCTION protest_keeps_the_home() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF EXISTS (
    SELECT FROM tenancies_protest p JOIN tenancies_quitnotice n ON n.id = p.notice_id
    WHERE n.tenancy_id = NEW.id AND n.given_by = 'landlord'
      AND n.withdrawn_on IS NULL AND n.lapsed_on IS NULL
      AND p.taken_back_on IS NULL AND p.sued_on IS NULL AND p.received_on <= n.protest_by
      AND (NEW.end_reason = 'landlord_notice' OR NEW.ended_on <= n.sue_by)
  ) THEN
    RAISE EXCEPTION 'the tenant has protested, and nobody has gone to court'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'protest_keeps_the_home';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER protest_keeps_the_home BEFORE UPDATE OF ended_on, end_reason ON tenancies_tenancy
  FOR EACH ROW WHEN (NEW.end_reason IN ('landlord_notice', 'evicted'))
  EXECUTE FUNCTION protest_keeps_the_home();
"""
BACK = """
DROP TRIGGER protest_keeps_the_home ON tenancies_tenancy;
DROP FUNCTION protest_keeps_the_home();
"""


def key(to, name="+"):  # type: ignore[no-untyped-def]
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0025_a_stay_waits_with_its_home"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveField("quitnotice", "protested_on"),  # was never written
        migrations.AddField("quitnotice", "lapsed_on", models.DateField(null=True)),
        migrations.RemoveConstraint("quitnotice", "one_notice_to_quit_of_each_side_at_a_time"),
        migrations.AddConstraint(
            "quitnotice",
            models.UniqueConstraint(
                fields=["tenancy", "given_by"],
                condition=Q(withdrawn_on=None, lapsed_on=None),
                name="one_notice_to_quit_of_each_side_at_a_time",
            ),
        ),
        migrations.CreateModel(
            name="Protest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("received_on", models.DateField()),
                ("how", models.CharField(choices=HOW, max_length=10)),
                ("words", models.CharField(blank=True, default="", max_length=200)),
                ("sued_on", models.DateField(null=True)),
                ("taken_back_on", models.DateField(null=True)),
                ("notice", key("tenancies.quitnotice", "protests")),
                ("person", key("persons.person")),
                ("recorded_by", key(settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddConstraint(
            "protest",
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(taken_back_on=None),
                name="one_protest_against_a_notice_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            "protest",
            models.CheckConstraint(
                name="protest_says_how_it_came",
                condition=Q(how__in=["letter", "handed", "email"]),
            ),
        ),
        migrations.RunSQL(guard(TABLE, FieldClass.D2), unguard(TABLE)),
        migrations.RunSQL(keep_history(TABLE), drop_history(TABLE)),
        migrations.RunSQL(KEEPS, BACK),
    ]
