"""A lease holds from one day until another: the next one may be signed for a coming day, and is
withdrawn before it. One holds at a time. What a coming lease sets aside of the rent holds again
where it is withdrawn."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

# Versions took over from each other when they were signed, so that is when each began to hold.
# The tenancy's own versions in turn; a first day that lies before the one before it is moved.
# Each row is written once: written twice, its keys would wait to be checked until the end, and the
# trigger could not be set back.
HOLDS = """
ALTER TABLE tenancies_lease DISABLE TRIGGER signed_lease_never_changes;
UPDATE tenancies_lease l SET holds_from = s.since, holds_until = s.until,
  state = CASE l.state WHEN 'replaced' THEN 'signed' ELSE l.state END
FROM (
  SELECT id, since, CASE
      WHEN state = 'ended' THEN least(
        greatest(ended_on, since), lead(since) OVER (PARTITION BY tenancy_id ORDER BY number))
      ELSE lead(since) OVER (PARTITION BY tenancy_id ORDER BY number) END AS until
  FROM (
    SELECT id, tenancy_id, number, state, ended_on,
      max(CASE WHEN place = 1 THEN starts_on ELSE signed_on END)
        OVER (PARTITION BY tenancy_id ORDER BY number) AS since
    FROM (
      SELECT *, row_number() OVER (PARTITION BY tenancy_id ORDER BY number) AS place
      FROM tenancies_lease WHERE state <> 'draft'
    ) AS placed
  ) AS begun
) AS s WHERE s.id = l.id;
ALTER TABLE tenancies_lease ENABLE TRIGGER signed_lease_never_changes;
"""
NEVER_CHANGES = """
CREATE OR REPLACE FUNCTION signed_lease_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
    OR OLD.state = 'withdrawn' OR OLD.state = 'ended' AND NEW.state <> 'ended' OR (
    NEW.tenancy_id, NEW.number, NEW.language, NEW.starts_on, NEW.ends_on, NEW.rent_ore_month,
    NEW.deposit_ore, NEW.notice_months, NEW.is_single_room, NEW.in_landlords_house,
    NEW.is_index_regulated, NEW.short_ground, NEW.told_in_writing_on, NEW.weighty_reason,
    NEW.terms, NEW.checks, NEW.signed_on, NEW.signed_how, NEW.holds_from
  ) IS DISTINCT FROM (
    OLD.tenancy_id, OLD.number, OLD.language, OLD.starts_on, OLD.ends_on, OLD.rent_ore_month,
    OLD.deposit_ore, OLD.notice_months, OLD.is_single_room, OLD.in_landlords_house,
    OLD.is_index_regulated, OLD.short_ground, OLD.told_in_writing_on, OLD.weighty_reason,
    OLD.terms, OLD.checks, OLD.signed_on, OLD.signed_how, OLD.holds_from
  )) THEN
    RAISE EXCEPTION 'a signed lease never changes; the next version follows it'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signed_lease_never_changes';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
"""


def day():  # type: ignore[no-untyped-def]
    return models.DateField(null=True)


def lease():  # type: ignore[no-untyped-def]
    return models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancies.lease"
    )


class Migration(migrations.Migration):
    dependencies = [("tenancies", "0016_a_notice_to_quit_can_be_withdrawn")]
    operations = [
        migrations.AddField("lease", "holds_from", day()),
        migrations.AddField("lease", "holds_until", day()),
        migrations.AddField("lease", "withdrawn_on", day()),
        migrations.AddField("lease", "tenancy_until_before", day()),
        migrations.AddField("agreedrent", "lease", lease()),
        migrations.AddField("agreedrent", "set_aside_by", lease()),
        migrations.RemoveConstraint("lease", "one_lease_in_force_at_a_time"),
        migrations.RemoveConstraint("lease", "lease_state_is_known"),
        migrations.RemoveConstraint("agreedrent", "one_agreed_rent_per_part_and_day"),
        migrations.RunSQL(HOLDS, migrations.RunSQL.noop),
        migrations.AlterField(
            "lease",
            "state",
            models.CharField(
                choices=[
                    ("draft", "draft"), ("signed", "signed"), ("ended", "ended"),
                    ("withdrawn", "withdrawn"),
                ],
                default="draft",
                max_length=10,
            ),
        ),  # fmt: skip
        migrations.AddConstraint(
            "lease",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="one_lease_in_force_at_a_time",
                expressions=[
                    ("tenancy", "="),
                    (
                        models.Func(
                            "holds_from",
                            "holds_until",
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                condition=Q(state__in=["signed", "ended"]),
            ),
        ),
        migrations.AddConstraint(
            "lease",
            models.CheckConstraint(
                name="lease_state_is_known",
                condition=Q(state__in=["draft", "signed", "ended", "withdrawn"]),
            ),
        ),
        migrations.AddConstraint(
            "lease",
            models.CheckConstraint(
                name="signed_lease_holds_from_a_day",
                condition=Q(state="draft") | Q(holds_from__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "lease",
            models.CheckConstraint(
                name="lease_is_withdrawn_before_its_first_day",
                condition=Q(state="withdrawn", withdrawn_on__lt=F("holds_from"))
                | ~Q(state="withdrawn") & Q(withdrawn_on=None),
            ),
        ),
        migrations.AddConstraint(
            "agreedrent",
            models.UniqueConstraint(
                fields=["tenancy", "part", "from_on"],
                condition=Q(set_aside_by=None),
                name="one_agreed_rent_per_part_and_day",
            ),
        ),
        migrations.RunSQL(NEVER_CHANGES, migrations.RunSQL.noop),
    ]
