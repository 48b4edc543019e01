"""The databases of the tests: one throw-away server a run, one template with the cast, a clone for each test file."""

import hashlib
import itertools
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from growthos_ui.auth.actor import Actor
from growthos_ui.auth.passwords import hash_now
from growthos_ui.auth.permissions import Capability, Role
from growthos_ui.db.migrate import migrate
from growthos_ui.embedded import EmbeddedServer
from tests.cast import BY_KEY, CAST, PASSWORD, Member, insert_cast
from tests.connections import kept_open, let_go
from tests.school import plant_school

TEMPLATE = "template_school"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Database:
    """One database of the test server and its address for each role that logs in."""

    name: str
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)
    sign_in_url: str = field(repr=False)
    worker_url: str = field(repr=False)

    @contextmanager
    def as_owner(self) -> Iterator[psycopg.Connection]:
        """Yield a transaction of the owner: it sees everything and is no test of anybody's rights."""
        with kept_open(self.owner_url) as connection:
            yield connection

    @contextmanager
    def acting_as(self, actor: Actor, *, keep: bool = False) -> Iterator[psycopg.Connection]:
        """Yield a transaction in the actor's name, rolled back at the end unless it is to be kept."""
        with kept_open(self.app_url) as connection:
            enter(connection, actor)
            yield connection
            if not keep:
                connection.rollback()


def enter(connection: psycopg.Connection, actor: Actor) -> None:
    """Take the actor's role as the program does: the check and the claims inside, the role outside."""
    connection.execute("select set_config('role', private.enter(%s, %s), true)", [actor.token_hash, actor.epoch])


def address(server: EmbeddedServer, name: str) -> Database:
    """Return the addresses of a database of the server."""
    roles = ("growthos_owner", "growthos_app", "growthos_sign_in", "growthos_worker")
    return Database(name, *(server.url(role, name) for role in roles))


def make_template(server: EmbeddedServer) -> None:
    """Make the database that the clones are of: migrated, with the cast and a small school."""
    server.create_database(TEMPLATE)
    made = address(server, TEMPLATE)
    migrate(owner_url=made.owner_url, passwords=server.passwords(), kind="test")
    hashed = hash_now(PASSWORD)
    with made.as_owner() as connection:
        insert_cast(connection, {member.key: hashed for member in CAST})
        plant_school(connection)


def clone(server: EmbeddedServer, *, template: str | None = TEMPLATE) -> Database:
    """Make a fresh copy of the template; of nothing at all when there is none."""
    let_go()
    name = f"clone_{next(_numbers)}"
    server.create_database(name, template)
    made = address(server, name)
    # A copy has the tables of its template, but not the rights on the database itself.
    with made.as_owner() as owner:
        owner.execute(f"revoke temporary on database {name} from public")
    return made


def sign_in(database: Database, member: Member | str) -> Actor:
    """Open a sign-in for a member of the cast and return the actor it makes. A student's is of a learner's device."""
    person = BY_KEY[member] if isinstance(member, str) else member
    token_hash = hashlib.sha256(secrets.token_bytes(32)).digest()
    with database.as_owner() as owner:
        sign_in_id = owner.execute(
            """insert into public.user_sessions (organization_id, user_id, token_hash, kind, expires_at)
               values (%s, %s, %s, %s, clock_timestamp() + interval '12 hours') returning id""",
            [person.school.id, person.id, token_hash, "lms" if person.role is Role.STUDENT else "dashboard"],
        ).fetchone()[0]
        return read_actor(owner, sign_in_id)


def read_actor(owner: psycopg.Connection, sign_in_id: UUID) -> Actor:
    """Return the actor of a sign-in as it stands now, in the organisation it has chosen."""
    row = owner.execute(
        """select u.id, o.id, r.role, r.capabilities, u.full_name, u.email, o.name, o.timezone, u.sign_in_epoch, s.token_hash
           from public.user_sessions s join public.users u on u.id = s.user_id
           join public.user_roles r on r.user_id = u.id and r.revoked_at is null
           left join dashboard.sign_in_context c on c.sign_in_id = s.id
           join public.organizations o on o.id = coalesce(c.chosen_organization_id, u.organization_id)
           where s.id = %s""",
        [sign_in_id],
    ).fetchone()
    user_id, organization_id, role, capabilities, name, email, organization, timezone, epoch, token_hash = row
    return Actor(
        user_id=user_id,
        organization_id=organization_id,
        role=Role(role),
        capabilities=frozenset(map(Capability, capabilities)),
        name=name,
        email=email,
        organization=organization,
        timezone=timezone,
        sign_in_id=sign_in_id,
        epoch=epoch,
        token_hash=bytes(token_hash),
    )
