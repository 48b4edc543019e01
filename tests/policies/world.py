"""The whole school as the owner reads it, and people of every role and capability who try to reach it."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import psycopg

from growthos_ui.auth.actor import Actor
from tests.cast import ALICE, BEN, CAST, LAKESIDE, NADIA, NORTHGATE, SAM, School
from tests.database import Database, read_actor, sign_in
from tests.school import row_id

Row = dict[str, Any]

# Combinations that nobody of the cast is.
MORE = (
    ("adam", NORTHGATE, "admin", ["finance", "marketing", "support"]),
    ("fred", NORTHGATE, "enrollment_manager", ["finance", "marketing"]),
    ("sue", NORTHGATE, "enrollment_manager", ["marketing", "support"]),
    ("rita", NORTHGATE, "enrollment_manager", ["read_only", "support"]),
    ("moira", NORTHGATE, "mentor", ["read_only"]),
    ("lucy", LAKESIDE, "superadmin", []),
)


@dataclass(frozen=True)
class Person:
    """Somebody signed in, working in one organisation."""

    key: str
    actor: Actor = field(repr=False)

    @property
    def user_id(self) -> str:
        return str(self.actor.user_id)

    @property
    def organization_id(self) -> str:
        return str(self.actor.organization_id)

    @property
    def role(self) -> str:
        return self.actor.role.value

    @property
    def capabilities(self) -> frozenset[str]:
        return frozenset(each.value for each in self.actor.capabilities)

    @property
    def is_office(self) -> bool:
        return self.role in ("superadmin", "admin", "enrollment_manager")

    @property
    def audiences(self) -> set[str]:
        """Whom a view may be shared with so that this person has it."""
        instead = self.role == "enrollment_manager" and self.capabilities & {"marketing", "support"}
        return {"everyone"} | self.capabilities | (set() if instead else {self.role})


@dataclass
class World:
    """Every row of every table, and the look-ups that the oracle needs."""

    rows: dict[str, list[Row]]
    keys: dict[str, list[str]]

    @cached_property
    def students(self) -> dict[str, Row]:
        return {row["id"]: row for row in self.rows["public.students"]}

    @cached_property
    def student_of_account(self) -> dict[str, Row]:
        return {row["user_id"]: row for row in self.rows["public.students"]}

    @cached_property
    def roles(self) -> dict[str, str]:
        return {r["user_id"]: r["role"] for r in self.rows["public.user_roles"] if r["revoked_at"] is None}

    @cached_property
    def mentor_of(self) -> dict[str, str]:
        """The mentor of each student, by the open assignment."""
        given = self.rows["public.student_mentor_assignments"]
        return {row["student_id"]: row["mentor_id"] for row in given if row["ended_at"] is None}

    @property
    def places(self) -> list[Row]:
        return self.rows["public.course_enrollments"]

    @property
    def unlocks(self) -> list[Row]:
        return self.rows["public.sequential_unlocks"]

    def flag(self, organization_id: str, name: str) -> bool:
        kept = self.rows["public.feature_flags"]
        mine = [r["is_enabled"] for r in kept if (r["organization_id"], r["flag_name"]) == (organization_id, name)]
        return mine[0] if mine else True

    def key_of(self, table: str, row: Row) -> tuple[str, ...]:
        """What names a row: its primary key, or all of it where the table has none."""
        return tuple(str(row[name]) for name in self.keys[table])


def read_world(owner: psycopg.Connection, tables: list[str]) -> World:
    owner.execute("set local timezone = 'UTC'")
    rows = {name: [r for (r,) in owner.execute(f"select to_jsonb(t) from {name} as t")] for name in tables}
    keys = {name: _key(owner, name) for name in tables}
    return World(rows, keys)


def _key(owner: psycopg.Connection, table: str) -> list[str]:
    found = owner.execute(
        """select array_agg(a.attname::text order by a.attnum) from pg_index as i
           join pg_attribute as a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
           where i.indrelid = %s::regclass and (i.indisprimary or i.indisunique and i.indpred is null and i.indexprs is null)
           group by i.indexrelid, i.indisprimary order by i.indisprimary desc, i.indexrelid limit 1""",
        [table],
    ).fetchone()
    return found[0] if found else []


def gather(database: Database) -> list[Person]:
    """Sign in the cast, those of MORE, and a superadmin who works abroad."""
    people = [Person(member.key, sign_in(database, member)) for member in CAST]
    with database.as_owner() as owner:
        ids = [_add(owner, *each) for each in MORE]
        signed = [(key, _open(owner, school, user)) for (key, school, *_), user in zip(MORE, ids, strict=True)]
        abroad = _open(owner, NORTHGATE, SAM.id)
        owner.execute(
            """insert into dashboard.sign_in_context (sign_in_id, organization_id, chosen_organization_id)
               values (%s, %s, %s)""",
            [abroad, NORTHGATE.id, LAKESIDE.id],
        )
        _turn_corners(owner, next(person for person in people if person.key == "nadia"))
        people += [Person(key, read_actor(owner, sign_in_id)) for key, sign_in_id in signed]
        people.append(Person("sam abroad", read_actor(owner, abroad)))
    return people


def _add(owner: psycopg.Connection, key: str, school: School, role: str, capabilities: list[str]) -> UUID:
    made = uuid5(school.id, f"user {key}")
    email, name = f"{key}@{school.slug}.example", f"{key.title()} Extra"
    owner.execute(
        "insert into public.users (id, organization_id, email, full_name, role) values (%s, %s, %s, %s, %s)",
        [made, school.id, email, name, role],
    )
    owner.execute(
        "insert into public.user_roles (organization_id, user_id, role, capabilities) values (%s, %s, %s, %s)",
        [school.id, made, role, capabilities],
    )
    return made


def _open(owner: psycopg.Connection, school: School, user: UUID) -> UUID:
    return owner.execute(
        """insert into public.user_sessions (organization_id, user_id, token_hash, kind, expires_at)
           values (%s, %s, sha256(gen_random_uuid()::text::bytea), 'dashboard', clock_timestamp() + interval '12 hours')
           returning id""",
        [school.id, user],
    ).fetchone()[0]


def _turn_corners(owner: psycopg.Connection, admin: Person) -> None:
    """Add rows just beyond what somebody reaches: left courses, revoked unlocks, finished forms, switched-off flags."""
    corner = {
        "org": NORTHGATE.id,
        "abroad": LAKESIDE.id,
        "head": NADIA.id,
        "sign_in": admin.actor.sign_in_id,
        "alice": ALICE.student_id,
        "ben": BEN.student_id,
        "course": row_id(NORTHGATE, "course 2"),
        "batch": row_id(NORTHGATE, "batch 2"),
        "recording": row_id(NORTHGATE, "recording 2.2"),
    }
    for statement in _CORNERS:
        owner.execute(statement, corner)


_PLACE = """insert into public.course_enrollments
    (organization_id, student_id, course_id, batch_id, status, enrolled_at, payment_status, list_price, final_price, currency)
    values (%(org)s, %(who)s, %(course)s, %(batch)s, '{}', '2026-02-02 09:00+00', 'paid', 3000, 3000, 'PKR')"""
_CORNERS = (
    # Alice has left course 2; Ben is in it, and it is not published.
    _PLACE.format("cancelled").replace("%(who)s", "%(alice)s"),
    _PLACE.format("active").replace("%(who)s", "%(ben)s"),
    """insert into public.sequential_unlocks (organization_id, student_id, recording_id, unlock_type, prerequisites_met,
         unlocked_by, reason, revoked_at, revoked_by)
       values (%(org)s, %(alice)s, %(recording)s, 'manual', false, %(head)s, 'Once.', now(), %(head)s)
       on conflict (organization_id, student_id, recording_id) do nothing""",
    "update public.questionnaire_responses set completed_at = now() where student_id = %(ben)s",
    "update public.feature_flags set is_enabled = false where organization_id = %(abroad)s and flag_name = 'mentor_assignment_creation'",
    "insert into public.assignments (organization_id, course_id, title) values (%(org)s, (select id from public.courses where organization_id = %(org)s and is_published limit 1), 'Without a gate')",
    # An admin's choice of another school is nobody's choice.
    """insert into dashboard.sign_in_context (sign_in_id, organization_id, chosen_organization_id)
       values (%(sign_in)s, %(org)s, %(abroad)s)""",
    *(
        f"""insert into dashboard.saved_views (organization_id, made_by, listing, slug, name, audience)
            values (%(org)s, %(head)s, 'courses', 'of-{audience.replace("_", "-")}', 'Shared', '{audience}')"""
        for audience in ("enrollment_manager", "marketing", "superadmin")
    ),
)
