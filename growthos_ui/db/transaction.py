"""One transaction in which every policy sees the actor, and which forgets them when it ends."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from growthos_ui.db import engine as pool
from growthos_ui.db.refusals import refusal_of
from growthos_ui.db.running import running
from growthos_ui.db.scope import asked, scoped
from growthos_ui.errors import SignInOver

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator

    from sqlalchemy import Delete, Executable, Insert, RowMapping, Select, TableValuedAlias, Update
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncTransaction

    from growthos_ui.auth.actor import Actor

# The role is taken outside the function, because a definer function may not change it; the check
# and the claims are inside. All are local to the transaction: a pooled connection forgets. The audit keeps the id of
# the request, which stands beside a failure in the log.
_ENTER = text(
    "select set_config('role', private.enter(:token_hash, :epoch), true), set_config('growthos.request_id', :request, true)"
)
_SIGN_IN_IS_OVER = "28000"
_STREAM_ROWS = 500


class Transaction:
    """Reads and calls under the actor's identity. The scope hint is added here and nowhere else."""

    def __init__(self, connection: AsyncConnection, actor: Actor) -> None:
        self._connection = connection
        self.actor = actor

    async def rows(self, statement: Select[Any]) -> list[RowMapping]:
        """Return every row of the statement, in one round trip."""
        found = await self._connection.execute(*asked(statement, self.actor))
        return list(found.mappings())

    async def one(self, statement: Select[Any]) -> RowMapping | None:
        """Return the first row of the statement, or None."""
        found = await self._connection.execute(*asked(statement, self.actor))
        row: RowMapping | None = found.mappings().first()
        return row

    async def scalar(self, statement: Select[Any]) -> Any:
        """Return the first value of the first row, or None."""
        return await self._connection.scalar(*asked(statement, self.actor))

    async def stream(self, statement: Select[Any]) -> AsyncGenerator[RowMapping, None]:
        """Yield the rows a few hundred at a time, for exports of any length; close it where it may end early."""
        hinted, values = asked(statement, self.actor)
        found = await self._connection.stream(hinted, values, execution_options={"yield_per": _STREAM_ROWS})
        try:
            async for row in found.mappings():
                yield row
        finally:
            await found.close()

    async def change(self, statement: Insert | Update | Delete) -> list[RowMapping]:
        """Change rows and return what the statement returns; row security decides which rows it reaches.

        Raises GrowthError (Forbidden) where the law or a sign-in that only reads refuses it.
        """
        with _in_words():
            found = await self._connection.execute(statement)
        return list(found.mappings()) if found.returns_rows else []

    async def explained(self, statement: Select[Any], explain: Callable[[Select[Any]], Executable]) -> Any:
        """Return what the planner says of the statement as it would run here, for measurements."""
        return await self._connection.scalar(explain(scoped(statement, self.actor)))

    async def call(self, function: str, *arguments: Any) -> Any:
        """Return what a function of the database answers, called as `schema.name`.

        Raises GrowthError where the function refuses in words that are known; the transaction is then over.
        """
        schema, _, name = function.partition(".")
        with _in_words():
            return await self._connection.scalar(select(getattr(getattr(func, schema), name)(*arguments)))

    async def call_rows(self, function: TableValuedAlias) -> list[RowMapping]:
        """Return every row that a function of the database answers, which may change something.

        Raises GrowthError as `call`.
        """
        with _in_words():
            return list((await self._connection.execute(select(*function.c))).mappings())


@asynccontextmanager
async def acting_as(actor: Actor, *, engine: AsyncEngine | None = None, run: str = "") -> AsyncIterator[Transaction]:
    """Yield one transaction in the actor's name; commit when the block ends, roll back when it raises.

    A block that is given the name `run` can be stopped under it. Raises SignInOver when the sign-in has ended
    or its rights have changed since the actor was read, Stopped when the block was stopped.
    """
    request = token_hex(6)
    async with AsyncExitStack() as held:
        connection = await held.enter_async_context((engine or pool.engine()).connect())
        if run:
            await held.enter_async_context(running.named(run, actor.sign_in_id, connection))
        transaction = await held.enter_async_context(connection.begin())
        try:
            await connection.execute(_ENTER, {"token_hash": actor.token_hash, "epoch": actor.epoch, "request": request})
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) == _SIGN_IN_IS_OVER:
                raise SignInOver from error
            raise
        try:
            yield Transaction(connection, actor)
        except Exception as fault:
            fault.add_note(f"database request {request}")
            raise
        await _commit(transaction)


async def _commit(transaction: AsyncTransaction) -> None:
    """End it for good. What is only checked when it ends is refused in words, too."""
    with _in_words():
        await transaction.commit()


@contextmanager
def _in_words() -> Iterator[None]:
    """Raise what the database refuses as the sentence of it."""
    try:
        yield
    except DBAPIError as error:
        refused = refusal_of(error)
        if refused is None:
            raise
        raise refused from error
