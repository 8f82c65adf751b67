"""Who sees what about a person at the table: the SQL of `rules.sight_of`, and the row filter.

`CONSENT_OPENS` and `ITEM_IS_KNOWN` are the functions behind the database's policies; a change
needs a new migration. A test compares them with the rule.
"""

from django.db.models import BooleanField, F, Func, Q, TextField

from heimveg.access.gate import Actor, Permission
from heimveg.access.policies import THE_READER
from heimveg.meetings.permissions import READ_MATTERS
from heimveg.persons.rules import Topic
from heimveg.persons.sight import seen

TODAY = "coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date)"
ROLES = ", ".join(repr(str(role)) for role in sorted(READ_MATTERS.roles))

IS_SHIELDED = """
CREATE FUNCTION meeting_person_is_shielded(person bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT EXISTS (
    SELECT FROM persons_person p
    JOIN persons_person kept ON kept.id = coalesce(p.merged_into_id, p.id)
    LEFT JOIN persons_protection x ON x.person_id = kept.id
    WHERE p.id = person AND (x.grade IS NOT NULL OR kept.employed_in_id IS NOT NULL)
  )
$$;
"""
CONSENT_OPENS = f"""
CREATE FUNCTION meeting_consent_opens(person bigint, reader bigint DEFAULT {THE_READER})
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public COST 1000 AS $$
  SELECT NOT meeting_person_is_shielded(person) AND EXISTS (
    SELECT FROM persons_consent c
    JOIN persons_person p ON p.id = c.person_id
    JOIN accounts_membership m ON m.unit_id = c.receiver_id AND m.user_id = reader
    WHERE coalesce(p.merged_into_id, p.id) =
        (SELECT coalesce(q.merged_into_id, q.id) FROM persons_person q WHERE q.id = person)
      AND c.topic = '{Topic.HOUSING}'
      AND c.started_on <= {TODAY} AND (c.ended_on IS NULL OR c.ended_on > {TODAY})
      AND m.role IN ({ROLES})
      AND m.started_on <= {TODAY} AND (m.ended_on IS NULL OR m.ended_on > {TODAY})
  ) AND NOT EXISTS (
    SELECT FROM persons_conflict c JOIN persons_person p ON p.id = c.person_id
    WHERE c.user_id = reader AND coalesce(p.merged_into_id, p.id) =
        (SELECT coalesce(q.merged_into_id, q.id) FROM persons_person q WHERE q.id = person)
  )
$$;
"""
CONSENTED_NAME = """
CREATE FUNCTION meeting_consented_name(person bigint) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(nullif(p.name, ''), '«' || p.nickname || '»') FROM persons_person p
  WHERE p.id = person AND meeting_consent_opens(person)
$$;
"""
ITEM_IS_KNOWN = f"""
CREATE FUNCTION meeting_item_is_known(item bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT {THE_READER} IS NOT NULL AND NOT EXISTS (
    SELECT FROM meetings_matter m
    WHERE m.item_id = item AND m.person_id IS NOT NULL
      AND meeting_person_is_shielded(m.person_id) AND NOT sees_person(m.person_id, 'D3')
  )
$$;
"""
# Who of these users may meet this person on a screen that the whole room sees.
MAY_MEET = """
CREATE FUNCTION meeting_who_may_meet(person bigint, users bigint[])
RETURNS TABLE (user_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT u FROM unnest(users) AS u
  WHERE sees_person(person, 'D3') AND
    (sees_person(person, 'D3', u) OR meeting_consent_opens(person, u))
$$;
"""
SEEN = (
    f"person_id IS NULL AND {THE_READER} IS NOT NULL"
    " OR sees_person(person_id, 'D3') OR meeting_consent_opens(person_id)"
)


def guard_by(table: str, condition: str) -> str:
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY seen_persons_only ON {table}"
        f" USING ({condition}) WITH CHECK ({condition});"
    )


class ConsentOpens(Func):
    function = "meeting_consent_opens"
    output_field = BooleanField()


class ConsentedName(Func):
    function = "meeting_consented_name"
    output_field = TextField()


def seen_or_consented(actor: Actor, permission: Permission) -> Q:
    """About nobody, about somebody the actor follows, or opened by the person's consent."""
    opened = Q(ConsentOpens(F("person_id"))) if actor.may(permission) else Q(pk__in=[])
    return Q(person=None) | Q(seen(actor, permission)) | opened
