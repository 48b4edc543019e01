"""The WHERE that a careful hand would write for one person: the cells of the law, with the answers in place of the questions.

Views of the same names as the tables, seen only by the owner's own session and gone with its transaction. A policy asks who
is acting, in which organisation and with which powers; here all of that is written out, and nothing is asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from growthos_ui.auth.actor import Actor

OWN_TABLES = {"public": "pg_temp", "dashboard": "pg_temp"}
"""Where SQLAlchemy is to look for the tables instead."""

_CELLS = text("""
    select l.room, l.name, arm.words as rows_words, r.test, arm.who,
           case when arm.who = 'anybody' then true else null end as holds
    from private.law() as l
    cross join lateral (select split_part(a, ': ', 1) as who, split_part(a, ': ', 2) as words
                        from unnest(string_to_array(l.read, ' | ')) as a) as arm
    join private.law_rows() as r on r.words = arm.words
    where to_regclass(format('%I.%I', l.room, l.name)) is not null
""")
_QUESTION = re.compile(r"\(select (private\.\w+\([^()]*\))\)(::uuid\[\]|::text\[\])?")
_LEARNERS = {
    "(select unnest((select private.my_students())))": "(select s.id from public.students as s where {mine})",
    "(select unnest((select private.my_student_users())))": "(select s.user_id from public.students as s where {mine})",
}


async def write_by_hand(connection: AsyncConnection, actor: Actor) -> None:
    """Make the views for this person, whose claims are set in this transaction of the owner."""
    tables: dict[tuple[str, str], list[str]] = {}
    answers: dict[str, str] = {}
    for cell in (await connection.execute(_CELLS)).mappings().all():
        arms = tables.setdefault((cell["room"], cell["name"]), [])
        if await _answer(connection, f"select {await _who(connection, cell['who'])}", answers) == "true":
            arms.append(await _written_out(connection, cell["test"], actor, answers))
    for (room, name), arms in tables.items():
        tenant = await connection.scalar(text(f"select private.law_tenant('{room}.{name}'::regclass)"))
        where = " or ".join(f"({arm})" for arm in arms) or "false"
        within = await _written_out(connection, f"({tenant})", actor, answers)
        await connection.execute(
            text(
                f"create temporary view {name} as select * from {room}.{name} where {within} and ({where})".replace(
                    ":", "\\:"
                )
            )
        )


async def _who(connection: AsyncConnection, words: str) -> str:
    found: Any = await connection.scalar(text("select private.law_who(:words)"), {"words": words})
    return str(found)


async def _written_out(connection: AsyncConnection, test: str, actor: Actor, answers: dict[str, str]) -> str:
    mine = f"s.organization_id = '{actor.organization_id}' and s.mentor_id = '{actor.user_id}'"
    for question, answer in _LEARNERS.items():
        test = test.replace(question, answer.format(mine=mine))
    for found in list(_QUESTION.finditer(test)):
        said = await _answer(connection, f"select {found[1]}", answers)
        test = test.replace(found[0], said)
    return test


async def _answer(connection: AsyncConnection, question: str, answers: dict[str, str]) -> str:
    """Return what a helper answers, as a literal of its type."""
    if question not in answers:
        row = (
            await connection.execute(
                text(
                    f"select quote_literal(v::text) || '::' || pg_typeof(v) as said, v::text as plain from ({question}) as q (v)".replace(
                        "::", "\\:\\:"
                    )
                )
            )
        ).one()
        answers[question] = row.plain if row.plain in {"true", "false"} else row.said or "null"
    return answers[question]
