"""Lists show the first few: candidates are taken in their order and asked about some at a time,
until there are enough. A policy would ask about each row by itself, and twice.

Also `people_seen` as it is now, which begins with the reader's positions."""

from django.db import migrations

from heimveg.access.classes import FieldClass
from heimveg.access.policies import THE_READER
from heimveg.persons.rules import Basis, Kind
from heimveg.persons.sight import PEOPLE_SEEN, first_few

# Each candidate is a row's key and the person it is about. Of those whom the reader sees; where the
# house reads on behalf of an actor, of those whom the actor sees. A list with addresses leaves out
# those whose address would give away somebody protected in the household.
FIRST_SEEN = f"""
CREATE FUNCTION first_seen(
  candidates refcursor, field_class text, actor bigint, only_roles text[], at_most integer,
  with_address boolean DEFAULT false
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE
  is_reader boolean := actor = {THE_READER};
  keys bigint[];
  people bigint[];
  key bigint;
  person bigint;
  asked integer := at_most;
  missing integer := at_most;
  seen integer;
BEGIN
  WHILE missing > 0 LOOP
    keys := '{{}}';
    people := '{{}}';
    FOR n IN 1..asked LOOP
      FETCH candidates INTO key, person;
      EXIT WHEN NOT FOUND;
      keys[n] := key;
      people[n] := person;
    END LOOP;
    EXIT WHEN people[1] IS NULL;
    RETURN QUERY
      SELECT c.k FROM unnest(keys, people) WITH ORDINALITY c(k, who, n)
      WHERE CASE WHEN c.who IN (SELECT people_seen(people, field_class, only_roles))
        THEN (is_reader OR sees_person(c.who, field_class, actor, only_roles))
          AND NOT (with_address AND address_is_hidden(c.who)) END
      ORDER BY c.n LIMIT missing;
    GET DIAGNOSTICS seen = ROW_COUNT;
    missing := missing - seen;
    asked := least(asked * 2, 1000);
  END LOOP;
END $$;
"""
# Whom units answer for, or have said yes to helping, and nobody there is named yet.
WITHOUT_WORKER = first_few(
    "without_worker_seen",
    "day date, units bigint[]",
    FieldClass.D2,
    f"""
    SELECT r.id, r.person_id FROM persons_responsibility r
    WHERE r.unit_id = ANY(units) AND r.named_worker_id IS NULL
      AND (r.kind = '{Kind.COORDINATING}' OR r.basis = '{Basis.ASKED}')
      AND (r.kind = '{Kind.COORDINATING}' OR r.accepted_on IS NOT NULL)
      AND r.started_on <= day AND (r.ended_on IS NULL OR r.ended_on > day)
    ORDER BY r.started_on, r.id""",
)
# Whom the actor is named for, as worker or stand-in: each by an index of its own,
# of which few rows are fetched.
NAMED_FOR = first_few(
    "named_for_seen",
    "day date",
    FieldClass.D2,
    f"""
    SELECT n.id, n.person_id FROM (
      SELECT r.id, r.person_id, r.started_on FROM persons_responsibility r
      WHERE r.kind = '{Kind.COORDINATING}' AND r.named_worker_id = actor
        AND r.started_on <= day AND (r.ended_on IS NULL OR r.ended_on > day)
      UNION ALL
      SELECT r.id, r.person_id, r.started_on FROM persons_responsibility r
      WHERE r.kind = '{Kind.COORDINATING}' AND r.stand_in_id = actor
        AND r.named_worker_id IS DISTINCT FROM actor
        AND r.started_on <= day AND (r.ended_on IS NULL OR r.ended_on > day)
    ) n ORDER BY n.started_on, n.id""",
)


class Migration(migrations.Migration):
    dependencies = [("persons", "0010_many_people_are_asked_about_at_once")]
    operations = [
        migrations.RunSQL(PEOPLE_SEEN, migrations.RunSQL.noop),
        migrations.RunSQL(
            FIRST_SEEN, "DROP FUNCTION first_seen(refcursor, text, bigint, text[], integer, boolean);"
        ),
        migrations.RunSQL(*WITHOUT_WORKER),
        migrations.RunSQL(*NAMED_FOR),
    ]
