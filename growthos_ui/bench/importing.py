"""`growthos bench import`: a file of installments from the bytes to the last check of its bills, as an admin.

It stays in the scratch database: the next run takes places that are not billed yet.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import psycopg

from growthos_ui import db
from growthos_ui.auth.permissions import Role
from growthos_ui.bench.people import somebody_of_each_role
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.finance.imports import bringing

if TYPE_CHECKING:
    from collections.abc import Callable

    from growthos_ui.auth.actor import Actor

BUDGET_S = 30.0
_PARTS = 3
# Places of generated learners that nobody has billed get a price; those that stay without a bill lose it again.
_PRICED = """
    update public.course_enrollments as e set list_price = 3000, final_price = 3000, payment_status = 'pending'
    from public.students as s, public.courses as c
    where e.id in (
      select p.id from public.course_enrollments as p
      where p.organization_id = %(org)s and p.status = 'active' and p.source = 'direct' and p.final_price = 0
        and not exists (select from public.invoices as i where i.organization_id = p.organization_id and i.enrollment_id = p.id)
      order by p.id limit %(places)s)
      and s.id = e.student_id and c.id = e.course_id
    returning e.id, s.student_code, c.title"""
_AS_BEFORE = """
    update public.course_enrollments as e set list_price = 0, final_price = 0, payment_status = 'waived' where e.id = any(%(ids)s)
      and not exists (select from public.invoices as i where i.organization_id = e.organization_id and i.enrollment_id = e.id)"""


def run_import(
    *, owner_url: str, app_url: str, sign_in_url: str, rows: int, report: Callable[[str], None] | None = None
) -> dict[str, float]:
    """Return how many seconds each step took. Raises GrowthError (Missing) where too few places are not billed."""
    say = report or (lambda _: None)
    with somebody_of_each_role(owner_url=owner_url, sign_in_url=sign_in_url) as actors:
        admin = next(each for each in actors if each.role is Role.ADMIN and not each.capabilities)
        with psycopg.connect(owner_url) as owner:
            places = owner.execute(_PRICED, {"org": admin.organization_id, "places": -(-rows // _PARTS)}).fetchall()
        try:
            if len(places) * _PARTS < rows:
                raise GrowthError(Kind.MISSING, "There are too few places that are not billed.", remedy="Generate some: growthos bench data.")  # fmt: skip
            return asyncio.run(_measured(app_url, admin, _file(places), say))
        finally:
            with psycopg.connect(owner_url) as owner:
                owner.execute(_AS_BEFORE, {"ids": [each[0] for each in places]})


def _file(places: list[Any]) -> bytes:
    lines = ["Student,Course,Amount,Due"]
    for _, code, title in places:
        lines += [f'{code},"{title}","1,000.00",10/0{month}/2027' for month in range(1, _PARTS + 1)]
    return "\n".join(lines).encode()


async def _measured(app_url: str, actor: Actor, content: bytes, say: Callable[[str], None]) -> dict[str, float]:
    taken: dict[str, float] = {}
    await db.open_(app_url)
    try:
        began = time.perf_counter()
        number = await bringing.take(actor, "installments", "measured.csv", content)
        taken["handed in"] = time.perf_counter() - began
        say("held against the ledger")
        began = time.perf_counter()
        async with db.acting_as(actor) as tx:
            file = await bringing.find_file(tx, number)
            problems = (await bringing.examine(tx, file, file.mapping)).problems if file else []
        if file is None or problems:
            raise GrowthError(Kind.WRONG_STATE, f"The file that was made up is refused: {problems[:1]}.")
        taken["held against the ledger"] = time.perf_counter() - began
        say("brought in")
        began = time.perf_counter()
        await bringing.bring_in(actor, number, file.mapping)
        taken["brought in"] = time.perf_counter() - began
    finally:
        await db.close()
    return taken
