"""What the law does besides showing rows: doors that stay shut, scopes that are filled, history that stays."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from tests.cast import ALICE, BEN, ENZO, KENJI, LAKESIDE, MAYA, NADIA, NORTHGATE, SAM
from tests.database import Database
from tests.policies.trials import attempt, refused
from tests.policies.world import Person
from tests.school import row_id

COURSE = row_id(NORTHGATE, "course 1")


class Probes:
    """Questions with one right answer. Each returns what is wrong, or nothing."""

    def __init__(self, database: Database, owner: psycopg.Connection, people: dict[str, Person]) -> None:
        self.database, self.owner, self.people = database, owner, people
        self.shut = open_shut_doors(owner)
        owner.execute(_BLUNDER)
        owner.execute("call private.hand_to_operations('private.blunder(uuid)')")
        owner.execute("grant execute on function private.blunder(uuid) to authenticated")
        owner.commit()

    def complaints(self) -> Iterator[str]:
        with psycopg.connect(self.database.app_url) as app:
            for ask in (self.doors, self.claims, self.powers, self.seats, self.operations, self.writing):
                yield from ask(app)
                app.rollback()
        for what, probe in OWNER_PROBES.items():
            with attempt(self.owner):
                if not _holds(probe, self.owner):
                    yield what
        self.owner.rollback()

    @contextmanager
    def _as(self, app: psycopg.Connection, key: str) -> Iterator[None]:
        actor = self.people[key].actor
        with attempt(app):
            app.execute("select set_config('role', private.enter(%s, %s), true)", [actor.token_hash, actor.epoch])
            yield

    def doors(self, app: psycopg.Connection) -> Iterator[str]:
        for why, (token_hash, epoch, _, _) in self.shut.items():
            if (
                refused(app, "select private.enter(%s, %s)", token_hash, epoch)
                is not errors.InvalidAuthorizationSpecification
            ):
                yield f"enters: {why}"

    def claims(self, app: psycopg.Connection) -> Iterator[str]:
        nadia, maya = self.people["nadia"].actor, self.people["maya"].actor
        hand_made = {
            "another name": (maya.token_hash, nadia.user_id, maya.sign_in_id),
            "another sign-in": (maya.token_hash, maya.user_id, nadia.sign_in_id),
            "no secret": (bytes(32), nadia.user_id, nadia.sign_in_id),
        }
        lasting = ("ended", "expired", "deactivated", "blocked", "no role in force")
        hand_made |= {
            why: (proof, user, sign_in) for why, (proof, _, user, sign_in) in self.shut.items() if why in lasting
        }
        for why, (proof, user, sign_in) in hand_made.items():
            words = json.dumps({"sub": str(user), "session_id": str(sign_in), "proof": proof.hex()})
            role = "authenticated" if proof == maya.token_hash else "growthos_staff"
            with attempt(app):
                app.execute(
                    "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)", [role, words]
                )
                if app.execute("select private.actor_id()").fetchone() != (None,):
                    yield f"believed: {why}"

    def powers(self, app: psycopg.Connection) -> Iterator[str]:
        roles = {"maya": "authenticated", "nadia": "growthos_staff", "enzo": "growthos_staff", "alice": "authenticated"}
        roles["tara"] = "growthos_support"
        for key, role in roles.items():
            with self._as(app, key):
                if app.execute("select current_user::text").fetchone() != (role,):
                    yield f"{key} is not {role}"
        with self._as(app, "maya"):
            acts = "select private.acting_as('mentor'), private.acting_as('student', 'admin'), private.org_of('admin')"
            if app.execute(acts).fetchone() != (MAYA.id, None, None):
                yield "maya acts as another"
        with self._as(app, "vera"):
            if refused(app, "update public.courses set title = 'x'") is not errors.ReadOnlySqlTransaction:
                yield "vera writes"
        with self._as(app, "mallory"):
            if app.execute("select %s = any (private.superadmins())", [SAM.id]).fetchone() != (False,):
                yield "superadmins of another organisation are named"

    def seats(self, app: psycopg.Connection) -> Iterator[str]:
        """Whoever takes a role of the database sees what it holds only if it is theirs."""
        people = (("growthos_staff", "nadia"), ("growthos_support", "tara"), ("authenticated", "maya"))
        for role, its in people:
            for key in (key for _, key in people):
                with self._as(app, key):
                    app.execute(f"set local role {role}")
                    if (app.execute("select count(*) from public.students").fetchone() != (0,)) is not (key == its):
                        yield f"{key} in the role {role}"

    def operations(self, app: psycopg.Connection) -> Iterator[str]:
        with self._as(app, "nadia"):
            if refused(app, "select private.blunder(%s)", LAKESIDE.id) is not errors.InsufficientPrivilege:
                yield "a function writes abroad"
            if refused(app, "select private.blunder(%s)", NORTHGATE.id) is not None:
                yield "a function does not write at home"

    def writing(self, app: psycopg.Connection) -> Iterator[str]:
        with self._as(app, "sam"):
            made = app.execute("insert into public.courses (title) values ('New') returning organization_id").fetchone()
            if made != (NORTHGATE.id,):
                yield "a new row belongs to nobody"
            app.execute("update public.courses set title = 'Renamed' where id = %s", [COURSE])
            written = "select count(*) from public.admin_logs where record_id = %s and new_values ->> 'title' = 'Renamed' and admin_id = %s"
            if app.execute(written, [COURSE, SAM.id]).fetchone() != (1,):
                yield "a change is not written down"


def _holds(probe: Callable[[psycopg.Connection], bool], owner: psycopg.Connection) -> bool:
    try:
        return probe(owner)
    except psycopg.Error:
        return False


def open_shut_doors(owner: psycopg.Connection) -> dict[str, tuple[bytes, int, object, object]]:
    """Make a sign-in for each reason to refuse one, of an admin of a school of its own: proof, epoch, account, id."""
    return {why: _door(owner, number, why, *spoil) for number, (why, spoil) in enumerate(_SPOILT.items())}


def _door(
    owner: psycopg.Connection, number: int, why: str, spoil: str, kind: str = "dashboard"
) -> tuple[bytes, int, object, object]:
    org, user = owner.execute(
        """with org as (insert into public.organizations (name, slug) values ('Door', %(slug)s) returning id),
                person as (insert into public.users (organization_id, email, full_name, role)
                           select id, %(slug)s || '@door.example', 'Door Keeper', 'admin' from org returning id, organization_id)
           select organization_id, id from person""",
        {"slug": f"door-{number}"},
    ).fetchone()
    owner.execute(
        "insert into public.user_roles (organization_id, user_id, role) values (%s, %s, 'admin')", [org, user]
    )
    sign_in, proof = owner.execute(
        """insert into public.user_sessions (organization_id, user_id, token_hash, kind, expires_at)
           values (%s, %s, sha256(gen_random_uuid()::text::bytea), %s, now() + interval '12 hours') returning id, token_hash""",
        [org, user, kind],
    ).fetchone()
    owner.execute(spoil, {"user": user, "sign_in": sign_in, "org": org})
    if why != "ended":  # the triggers have ended it as well: each door is shut for one reason
        owner.execute("update public.user_sessions set ended_at = null, ended_reason = null where id = %s", [sign_in])
    (epoch,) = owner.execute("select sign_in_epoch from public.users where id = %s", [user]).fetchone()
    return bytes(proof), epoch - (why == "old rights"), user, sign_in


_SPOILT = {
    "old rights": ["select 1"],
    "ended": ["update public.user_sessions set ended_at = now(), ended_reason = 'logout' where id = %(sign_in)s"],
    "expired": [
        "update public.user_sessions set first_seen_at = now() - interval '1 day', expires_at = now() - interval '1 second' where id = %(sign_in)s"
    ],
    "idle": ["update public.user_sessions set last_seen_at = now() - interval '9 hours' where id = %(sign_in)s"],
    "deactivated": ["update public.users set is_active = false where id = %(user)s"],
    "blocked": ["update public.users set login_blocked = true where id = %(user)s"],
    "school suspended": ["update public.organizations set status = 'suspended' where id = %(org)s"],
    "a learner's device": ["select 1", "lms"],
    "no role in force": ["update public.user_roles set revoked_at = now() where user_id = %(user)s"],
}

_BLUNDER = """create function private.blunder(p_org uuid) returns int language plpgsql security definer set search_path = '' as $$
begin
  insert into public.admin_logs (organization_id, action, table_name, description) values (p_org, 'update', 'courses', 'Written.');
  return 1;
end $$"""


def _value(owner: psycopg.Connection, statement: str, *bound: object) -> object:
    return owner.execute(statement, bound).fetchone()[0]


def _change(owner: psycopg.Connection, change: str, ask: str, *bound: object) -> object:
    owner.execute(change, bound[-change.count("%s") :] if change.count("%s") < len(bound) else bound)
    return _value(owner, ask, *bound)


def _loses_the_last(owner: psycopg.Connection) -> bool:
    with attempt(owner):
        owner.execute("update public.users set is_active = false where role = 'superadmin'")
        return refused(owner, "set constraints all immediate") is errors.ObjectNotInPrerequisiteState


def _ages(owner: psycopg.Connection) -> bool:
    ask = "select sign_in_epoch from public.users where id = %s"
    before = _value(owner, ask, MAYA.id)
    return (
        _change(owner, "update public.users set password_hash = '$argon2id$other' where id = %s", ask, MAYA.id) > before
    )


def _moves_along(owner: psycopg.Connection) -> bool:
    owner.execute(
        "insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by) values (%s, %s, %s, %s)",
        [NORTHGATE.id, ALICE.student_id, KENJI.id, NADIA.id],
    )
    return all(
        _value(owner, f"select bool_and(mentor_id = %s) from {table} where {key} = %s", KENJI.id, ALICE.student_id)
        for table, key in (
            ("public.students", "id"),
            ("public.course_enrollments", "student_id"),
            ("public.video_ratings", "student_id"),
        )
    )


OWNER_PROBES: dict[str, Callable[[psycopg.Connection], bool]] = {
    "a row takes the mentor that the client says": lambda o: _change(
        o,
        "update public.student_recordings set mentor_id = %s where student_id = %s",
        "select bool_and(mentor_id is distinct from %s) from public.student_recordings where student_id = %s",
        KENJI.id,
        ALICE.student_id,
    ),
    "a row moves": lambda o: (
        refused(o, "update public.courses set organization_id = %s", LAKESIDE.id) is errors.InsufficientPrivilege
    ),
    "history is written anew": lambda o: (
        refused(o, "update public.admin_logs set description = 'x'") is errors.InsufficientPrivilege
    ),
    "the audit remembers a secret": lambda o: (
        _value(o, "select private.audit_view('{\"password_hash\": 1, \"a\": 1}') ? 'password_hash'") is False
    ),
    "a change has no time": lambda o: _change(
        o,
        "update public.courses set updated_at = '2020-01-01', title = 'x' where id = %s",
        "select updated_at > '2020-01-02' from public.courses where id = %s",
        COURSE,
    ),
    "a learner's rows stay with the old mentor": _moves_along,
    "anybody becomes a mentor": lambda o: (
        refused(
            o,
            "insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by) values (%s, %s, %s, %s)",
            NORTHGATE.id,
            BEN.student_id,
            ENZO.id,
            NADIA.id,
        )
        is errors.InvalidParameterValue
    ),
    "an old proof stays good": _ages,
    "a sign-in outlives a new password": lambda o: (
        _change(
            o,
            "update public.users set password_hash = '$argon2id$another' where id = %s",
            "select count(*) = 0 from public.user_sessions where user_id = %s and ended_at is null",
            MAYA.id,
        )
        is True
    ),
    "a suspended school is signed in": lambda o: (
        _change(
            o,
            "update public.organizations set status = 'suspended' where id = %s",
            "select count(*) = 0 from public.user_sessions where organization_id = %s and ended_at is null",
            LAKESIDE.id,
        )
        is True
    ),
    "a role is not mirrored": lambda o: (
        _change(
            o,
            "update public.user_roles set role = 'admin' where user_id = %s",
            "select role = 'admin' from public.users where id = %s",
            KENJI.id,
        )
        is True
    ),
    "the last superadmin is lost": _loses_the_last,
    "a student keeps the old name": lambda o: (
        _change(
            o,
            "update public.users set full_name = 'Other Name' where id = %s",
            "select full_name = 'Other Name' from public.students where user_id = %s",
            ALICE.id,
        )
        is True
    ),
}
