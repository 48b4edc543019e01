"""The scope hint is only a hint: every query of every screen answers the same without it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from growthos_ui import db
from growthos_ui.bench.asked import needed_for
from growthos_ui.bench.people import samples
from growthos_ui.bench.registered import registered
from growthos_ui.db import columns_of
from growthos_ui.db.scope import asked, given
from growthos_ui.learning.models import StudentProgress
from tests.cast import ALICE, BEA, MAYA, NADIA, OTTO, SAM

# The hint depends on the organisation, on being a mentor and, in the audit, on being an admin: one who sees all, a mentor of
# each organisation, and an admin, who asks the audit only.
STAFF = [SAM, MAYA, OTTO, NADIA]
TODAY = dt.date(2026, 11, 25)
# Statements as they were written down for whoever asked first: two mentors ask the same, with other values.
WRITTEN: dict[Any, Any] = {}


@pytest.mark.parametrize("key", [member.key for member in STAFF])
async def test_every_registered_query_answers_the_same_without_the_hint(key, acting, database, engine, monkeypatch):
    actor = await acting(key)
    monkeypatch.setattr("growthos_ui.db.scope._KNOWN_MAX", 10_000)
    # What a function of the office answers, a mentor may not even ask.
    queries = [
        each for each in registered(samples(database.owner_url, actor), TODAY, actor) if actor.may(needed_for(each[0]))
    ]
    queries = [each for each in queries if key != NADIA.key or each[0].startswith("audit: ")]
    assert len(queries) > (100 if key != NADIA.key else 20)
    async with db.acting_as(actor, engine=engine.execution_options(compiled_cache=WRITTEN)) as tx:
        hinted = [sorted(map(repr, await tx.rows(select))) for _, select in queries]
        monkeypatch.setattr("growthos_ui.db.transaction.asked", lambda statement, _: (statement, given(statement)))
        plain = [sorted(map(repr, await tx.rows(select))) for _, select in queries]
    different = [
        name for (name, _), with_hint, without in zip(queries, hinted, plain, strict=True) if with_hint != without
    ]
    assert different == []


async def test_a_query_under_a_sign_in_that_is_over_raises_it(acting, database, engine):
    from growthos_ui.errors import SignInOver

    actor = await acting("nadia")
    with database.as_owner() as owner:
        owner.execute("select private.end_sign_in(%s, 'logout')", [actor.sign_in_id])
    with pytest.raises(SignInOver):
        async with db.acting_as(actor, engine=engine):
            pass


async def test_a_connection_forgets_the_actor(acting, engine):
    from sqlalchemy import text

    actor = await acting("nadia")
    async with db.acting_as(actor, engine=engine):
        pass
    async with engine.connect() as connection:
        who = await connection.scalar(text("select current_user || current_setting('request.jwt.claims', true)"))
    assert who == "growthos_app"


async def test_a_statement_of_a_known_shape_runs_with_its_own_values_and_its_own_scope(acting, database):
    people = columns_of(StudentProgress).student_id
    of_alice, of_bea = (select(people).where(people == who.student_id) for who in (ALICE, BEA))
    nadia, mallory = await acting("nadia"), await acting("mallory")
    ran = [asked(statement, actor) for statement in (of_alice, of_bea) for actor in (nadia, mallory)]
    assert len({id(statement) for statement, _ in ran}) == 1
    assert [(ALICE.student_id in values.values(), nadia.organization_id in values.values()) for _, values in ran] == [
        (True, True),
        (True, False),
        (False, True),
        (False, False),
    ]
