"""Who sees whom: the one declaration behind the row filter and the database's policies.

`SEES_PERSON` is the SQL of the function that both call, made from the table of roles and
purposes. A change needs a new migration; tests/house compares the two.
"""

from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet, Value

from heimveg.access.classes import FieldClass
from heimveg.access.gate import Actor, Permission
from heimveg.access.policies import THE_READER
from heimveg.access.roles import sight
from heimveg.base.models import PeriodQuerySet
from heimveg.persons.rules import READ_ONLY_DAYS, EndReason, Grade, Kind

Row = TypeVar("Row", bound=Model)


def _roles_by_class(*, own: bool) -> str:
    """A CASE from field class to the array of roles that read it."""
    classes: dict[str, list[str]] = {}
    for role, field_class, own_only in sight():
        if own_only is own:
            classes.setdefault(str(field_class), []).append(str(role))
    whens = "".join(
        f"\n    WHEN '{c}' THEN ARRAY[{', '.join(repr(r) for r in roles)}]"
        for c, roles in sorted(classes.items())
    )
    return f"CASE field_class{whens}\n    ELSE ARRAY[]::text[] END" if whens else "ARRAY[]::text[]"


_DECLARED = f"""DECLARE
  day date := coalesce(nullif(current_setting('heimveg.day', true), '')::date, current_date);
  everybody text[] := {_roles_by_class(own=False)};
  own_people text[] := {_roles_by_class(own=True)};"""
# Of `kept`, the record that counts, and `employer`, the unit it works in; `reader` and `day`.
_SEEN = f"""EXISTS (
    SELECT FROM public.persons_responsibility r
    JOIN public.accounts_membership m ON m.unit_id = r.unit_id AND m.user_id = reader
    LEFT JOIN public.persons_protection x ON x.person_id = r.person_id
    WHERE r.person_id = kept
      AND m.started_on <= day AND (m.ended_on IS NULL OR m.ended_on > day)
      AND (m.role = ANY(everybody)
           OR m.role = ANY(own_people) AND reader IN (r.named_worker_id, r.stand_in_id))
      AND (only_roles IS NULL OR m.role = ANY(only_roles))
      AND r.started_on <= day
      AND (r.ended_on IS NULL OR r.ended_on > day
           OR r.end_reason = '{EndReason.CASE_CLOSED}' AND r.ended_on > day - {READ_ONLY_DAYS})
      AND NOT (r.kind = '{Kind.CONTRIBUTING}' AND r.made_by_id = reader
               AND r.accepted_on IS NULL AND r.made_at > now() - interval '24 hours')
      AND (x.grade IS NULL OR m.handles_protected
           AND (x.grade <> '{Grade.STRICTLY}' OR reader IN (r.named_worker_id, r.stand_in_id)))
      AND (employer IS NULL OR m.handles_own_employees AND m.unit_id <> employer)
  ) AND NOT EXISTS (
    SELECT FROM public.persons_conflict c
    WHERE c.user_id = reader AND kept = (
      SELECT coalesce(q.merged_into_id, q.id) FROM public.persons_person q WHERE q.id = c.person_id
    )
  )"""
# A record that was merged is seen like the one it leads to. A record being registered has its
# responsibility before its row: it is seen by who answers for it, so that the row can be written.
SEES_PERSON = f"""
CREATE OR REPLACE FUNCTION sees_person(
  person bigint, field_class text, reader bigint DEFAULT {THE_READER},
  only_roles text[] DEFAULT NULL
) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000 AS $$
{_DECLARED}
  kept bigint;
  employer bigint;
BEGIN
  IF reader IS NULL OR person IS NULL THEN RETURN false; END IF;
  IF EXISTS (SELECT FROM public.accounts_user u WHERE u.id = reader AND u.is_system) THEN
    RETURN true;
  END IF;
  SELECT p.merged_into_id, p.employed_in_id INTO kept, employer
  FROM public.persons_person p WHERE p.id = person;
  kept := coalesce(kept, person);
  RETURN {_SEEN};
END $$;
"""
# The same answer for thousands in one statement, by one plan that takes each from the indexes: of
# the reader's few positions, by unit and person.
PEOPLE_SEEN = f"""
CREATE OR REPLACE FUNCTION people_seen(
  people bigint[], field_class text, only_roles text[] DEFAULT NULL
) RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER COST 1000
SET search_path = public SET plan_cache_mode = force_generic_plan AS $$
{_DECLARED}
  reader bigint := {THE_READER};
BEGIN
  IF reader IS NULL THEN RETURN; END IF;
  IF EXISTS (SELECT FROM public.accounts_user u WHERE u.id = reader AND u.is_system) THEN
    RETURN QUERY SELECT DISTINCT a.person FROM unnest(people) a(person) WHERE a.person IS NOT NULL;
    RETURN;
  END IF;
  RETURN QUERY WITH mine AS MATERIALIZED (
    SELECT o.* FROM public.accounts_membership o WHERE o.user_id = reader
  ) SELECT w.person FROM (
    SELECT a.person, coalesce(p.merged_into_id, a.person) AS kept, p.employed_in_id AS employer
    FROM (SELECT DISTINCT u.person FROM unnest(people) u(person)) a
    LEFT JOIN public.persons_person p ON p.id = a.person
  ) w WHERE {_SEEN.replace("public.accounts_membership", "mine")};
END $$;
"""
# Planned once, for rows in their order.
_FIRST_FEW = (
    "SET search_path = public SET cursor_tuple_fraction = 0.01"
    " SET plan_cache_mode = force_generic_plan"
)


def first_few(
    name: str, given: str, shows: FieldClass, candidates: str, *, with_address: bool = False
) -> tuple[str, str]:
    """(the SQL that makes the function of a list's first rows, the SQL that drops it).

    `given` are the arguments that `candidates` rests on: a SELECT of each row's key and person, in
    the list's order.
    """
    arguments = f"{given}, actor bigint, roles text[], at_most integer".removeprefix(", ")
    hidden = ", true" if with_address else ""
    make = f"""
CREATE FUNCTION {name}({arguments})
RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER {_FIRST_FEW} AS $$
DECLARE
  candidates CURSOR FOR{candidates};
BEGIN
  candidates := NULL;  -- else, before PostgreSQL 16, its name is taken by the one before
  OPEN candidates;
  RETURN QUERY SELECT first_seen(candidates, '{shows}', actor, roles, at_most{hidden});
END $$;
"""
    return make, f"DROP FUNCTION {name};"


def seen(actor: Actor, permission: Permission, person: str = "person_id") -> Func:
    """The condition that `actor` sees the person in column `person` for `permission`.

    `Row.objects.filter(seen(actor, P))`: the only way rows about persons are narrowed.
    """
    shows = Value(str(permission.shows))
    return SeesPerson(F(person), shows, Value(actor.user_id), Value(_only(actor, permission)))


def _only(actor: Actor, permission: Permission) -> list[str] | None:
    """The roles whose sight counts; None: any."""
    return None if actor.is_system else actor.roles(permission)


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """The keys of a list's first rows, of those about people the reader sees, in their order.

    Found by a function of the database that ends with `first_seen`: the people are asked about
    together, not row by row. The rows themselves are loaded by key, through the policies.
    """

    model: type[Model]
    function: str
    arguments: tuple[Any, ...]

    @property
    def sql(self) -> str:
        return f"SELECT {self.function}({', '.join(['%s'] * len(self.arguments))})"


def first_seen(
    model: type[Model],
    function: str,
    *arguments: Any,  # noqa: ANN401  # the function's own
    actor: Actor,
    permission: Permission,
    at_most: int,
) -> FirstSeen:
    """What `function` finds for `permission`; it takes its own arguments first, then the
    actor, the roles and the number. The class that `permission` shows is written in it."""
    return FirstSeen(
        model, function, (*arguments, actor.user_id, _only(actor, permission), at_most)
    )


class SeesPerson(Func):
    function = "sees_person"
    template = "%(function)s(%(expressions)s::text[])"
    output_field = BooleanField()


class SeenQuerySet(QuerySet[Row]):
    """Rows about a person each."""

    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        """Those about persons the actor sees for `permission`."""
        return self.filter(seen(actor, permission))


class SeenPeriodQuerySet(PeriodQuerySet[Row]):
    """The same, of facts that hold from one day until another."""

    def permitted_to(self, actor: Actor, permission: Permission) -> Self:
        return self.filter(seen(actor, permission))
