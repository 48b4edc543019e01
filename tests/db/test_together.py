"""Two at once: whoever has to give way is told so in words, even when it shows only at the end of the transaction."""

from __future__ import annotations

from uuid import UUID

import psycopg
import pytest
from sqlalchemy import Uuid, cast, func, select
from sqlalchemy.exc import DBAPIError

from growthos_ui import db
from growthos_ui.db.refusals import refusal_of
from growthos_ui.errors import GrowthError, Kind
from tests.cast import SAM
from tests.database import read_actor, sign_in


def second_superadmin(database):
    """Return the actor of another superadmin, made by the first."""
    with database.acting_as(sign_in(database, "sam"), keep=True) as connection:
        made = connection.execute(
            "select (private.create_staff_user('pat.ray@northgate.example', 'Pat Ray', null, 'superadmin') ->> 'person')::uuid"
        ).fetchone()[0]
    with database.as_owner() as owner:
        held = owner.execute(
            """insert into public.user_sessions (organization_id, user_id, token_hash, kind, expires_at)
               values (%s, %s, sha256('pat'), 'dashboard', clock_timestamp() + interval '1 hour') returning id""",
            [SAM.school.id, made],
        ).fetchone()[0]
        return read_actor(owner, held)


async def close_account(tx, user: UUID) -> None:
    await tx.call("private.deactivate_user", cast(user, Uuid), "Left.")


async def close_each_other(one, other, engine) -> None:
    """Each closes the other's account before either knows of it; the first one's stands first."""
    async with db.acting_as(other, engine=engine) as later:
        await close_account(later, one.user_id)
        async with db.acting_as(one, engine=engine) as first:
            await close_account(first, other.user_id)


async def test_two_superadmins_who_close_each_other_at_once_leave_one(database, acting, engine):
    sam, pat = await acting("sam"), second_superadmin(database)
    with database.as_owner() as owner:
        owner.execute(
            "update public.users set is_active = false where role = 'superadmin' and id <> all (%s)",
            [[sam.user_id, pat.user_id]],
        )
    with pytest.raises(GrowthError) as refused:
        await close_each_other(sam, pat, engine)
    assert refused.value.sentence == "One superadmin must stay. Make another one first."
    with database.as_owner() as owner:
        active = owner.execute("select id from public.users where role = 'superadmin' and is_active").fetchall()
    assert active == [(sam.user_id,)]


async def test_a_change_that_is_not_refused_stands(database, acting, engine):
    async with db.acting_as(await acting("enzo"), engine=engine) as tx:
        await tx.scalar(select(func.private.prefer("dark")))
    with database.as_owner() as owner:
        assert owner.execute("select count(*) from dashboard.preferences where theme = 'dark'").fetchone() == (1,)


@pytest.mark.parametrize(
    "fault", [psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable, psycopg.errors.SerializationFailure]
)
def test_who_gives_way_to_another_may_try_again(fault):
    refused = refusal_of(DBAPIError("select", {}, fault("…")))
    assert (refused.kind, refused.sentence.endswith("Try again.")) == (Kind.WRONG_STATE, True)
