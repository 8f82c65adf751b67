"""Who wrote the end of a tenancy, why so late, and that it was taken back. The stay that ended
with it goes on where nobody has written since where the person lives."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from heimveg.access.classes import FieldClass
from heimveg.access.history import drop_history, keep_history
from heimveg.access.policies import guard, unguard

TABLE = "tenancies_endrecord"
# Who takes the end back may see no stays: the database writes it, as it wrote the leaving.
COME_BACK = """
CREATE FUNCTION come_back_home(tenancy bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
  home record;
  away record;
BEGIN
  SELECT s.id, s.person_id, s.ended_on INTO home
  FROM tenancies_tenancy t
  JOIN stays_stay s ON s.person_id = t.person_id AND s.dwelling_id = t.dwelling_id
  WHERE t.id = tenancy AND s.kind = 'municipal_tenancy' AND NOT s.awaits_home
    AND s.ended_on = t.ended_on AND s.started_on < s.ended_on
    AND sees_person(t.person_id, 'D2')
  ORDER BY s.started_on DESC LIMIT 1;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT s.id, s.ended_on INTO away FROM stays_stay s
  WHERE s.person_id = home.person_id AND s.started_on = home.ended_on AND NOT s.awaits_home
    AND s.dwelling_id IS NULL AND s.version = 1
    AND NOT EXISTS (SELECT FROM stays_institutionstay i WHERE i.stay_id = s.id);
  IF NOT FOUND THEN RETURN; END IF;  -- somebody has written where the person lives
  DELETE FROM stays_stay WHERE id = away.id;
  UPDATE stays_stay SET ended_on = away.ended_on, version = version + 1 WHERE id = home.id;
END $$;
"""


def key(to, name="+", **rest):  # type: ignore[no-untyped-def]
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to, **rest
    )


class Migration(migrations.Migration):
    dependencies = [
        ("tenancies", "0036_credit_is_paid_out_once"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="EndRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ended_on", models.DateField()),
                ("recorded_on", models.DateField()),
                ("late_because", models.CharField(blank=True, default="", max_length=300)),
                ("taken_back_on", models.DateField(null=True)),
                ("taken_back_because", models.CharField(blank=True, default="", max_length=300)),
                ("person", key("persons.person")),
                ("recorded_by", key(settings.AUTH_USER_MODEL)),
                ("taken_back_by", key(settings.AUTH_USER_MODEL, null=True)),
                ("tenancy", key("tenancies.tenancy", "end_records")),
            ],
        ),
        migrations.AddConstraint(
            "endrecord",
            models.UniqueConstraint(
                fields=["tenancy"],
                condition=Q(taken_back_on=None),
                name="one_end_of_a_tenancy_stands",
            ),
        ),
        migrations.AddConstraint(
            "endrecord",
            models.CheckConstraint(
                name="an_end_that_is_taken_back_says_by_whom_and_why",
                condition=Q(taken_back_on=None, taken_back_by=None, taken_back_because="")
                | Q(taken_back_on__isnull=False, taken_back_by__isnull=False)
                & ~Q(taken_back_because=""),
            ),
        ),
        migrations.RunSQL(guard(TABLE, FieldClass.D2), unguard(TABLE)),
        migrations.RunSQL(keep_history(TABLE), drop_history(TABLE)),
        migrations.RunSQL(COME_BACK, "DROP FUNCTION come_back_home(bigint);"),
    ]
