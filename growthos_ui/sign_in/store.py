"""The sign-ins as the database knows them, asked anew each time: a cache would let a revoked one act."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString

from psycopg.errors import InsufficientPrivilege, InvalidAuthorizationSpecification
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from growthos_ui.auth import tokens
from growthos_ui.auth.actor import Actor
from growthos_ui.auth.permissions import Capability, Role
from growthos_ui.errors import SignInOver

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import timedelta
    from uuid import UUID

    from psycopg import AsyncConnection

    from growthos_ui.oversight.written import Written

POOL_SIZE = 4
TOUCH_EVERY_S = 60.0
_REMEMBERED_TOUCHES_MAX = 10_000
_USER_AGENT_LENGTH_MAX = 300


class RightsChanged(SignInOver):
    """The sign-in lives on, but with other rights than this tab was opened with."""


@dataclass(frozen=True, slots=True)
class Account:
    """What signing in needs to know of an address: `why` says what stands against it, if anything does."""

    user_id: UUID
    password_hash: str | None = field(repr=False)
    may_sign_in: bool
    why: str | None


class SignIns:
    """Reads, begins and ends sign-ins, as a database role that may do nothing else."""

    def __init__(self) -> None:
        self._pool: AsyncConnectionPool[AsyncConnection[dict[str, Any]]] | None = None
        self._touched: dict[UUID, float] = {}

    @asynccontextmanager
    async def open(self, url: str) -> AsyncIterator[SignIns]:
        """Hold a small pool on the sign-in role's address while the block runs."""
        pool: AsyncConnectionPool[AsyncConnection[dict[str, Any]]] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=5.0,
            open=False,
            kwargs={"autocommit": True, "row_factory": dict_row},
        )
        async with pool:
            self._pool = pool
            try:
                yield self
            finally:
                self._pool = None

    async def by_cookie(self, value: str | None) -> Actor:
        """Return the person whose cookie this is; raise SignInOver for anything but a live one."""
        cookie = tokens.read_cookie(value)
        if cookie is None:
            raise SignInOver
        actor = await self.by_id(cookie.sign_in_id)
        if not tokens.proves(cookie.secret, actor.token_hash):
            raise SignInOver
        return actor

    async def by_token(self, bound_token: str) -> Actor:
        """Return the person to whom the gate bound this tab.

        Raises RightsChanged when their rights are no longer those of the tab, SignInOver when the
        sign-in has ended or the token was not bound by the gate at all.
        """
        bound = tokens.parse(bound_token)
        if bound is None:
            raise SignInOver
        actor = await self.by_id(bound.sign_in_id)
        if actor.epoch != bound.epoch:
            raise RightsChanged
        return actor

    async def by_id(self, sign_in_id: UUID) -> Actor:
        """Return the person behind a live sign-in; raise SignInOver when it has ended."""
        row = await self.ask("select * from private.sign_in_by_id(%s)", sign_in_id)
        if row is None or row["sign_in_id"] is None:
            raise SignInOver
        return actor_of(row)

    async def account_of(self, email: str) -> Account | None:
        """Return the account of an e-mail address, or None."""
        row = await self.ask("select * from private.password_of(%s)", email)
        if row is None or row["user_id"] is None:
            return None
        return Account(row["user_id"], row["password_hash"], may_sign_in=bool(row["may_sign_in"]), why=row["why"])

    async def begin(
        self, user_id: UUID, *, idle: timedelta, absolute: timedelta, ip: str | None, user_agent: str
    ) -> tokens.Cookie:
        """Begin a sign-in and return its cookie; the secret exists nowhere else, so a known id gains nothing.

        Raises SignInOver for an account that lost its right to sign in since it was asked for.
        """
        secret = tokens.new_secret()
        try:
            row = await self.ask(
                "select private.begin_sign_in(%s, %s, %s, %s, %s::inet, %s) as id",
                user_id,
                tokens.hash_of(secret),
                idle,
                absolute,
                ip,
                user_agent[:_USER_AGENT_LENGTH_MAX],
            )
        except InsufficientPrivilege as error:
            raise SignInOver from error
        if row is None:
            raise SignInOver
        return tokens.Cookie(row["id"], secret)

    async def end(self, sign_in_id: UUID, *, reason: str) -> None:
        """End a sign-in: logout, revoked. Every server hears of it when this commits."""
        await self.ask("select private.end_sign_in(%s, %s)", sign_in_id, reason)

    async def touch(self, sign_in_id: UUID) -> None:
        """Keep a sign-in from becoming idle; writes at most once a minute from this process."""
        now = time.monotonic()
        if now - self._touched.get(sign_in_id, -TOUCH_EVERY_S) < TOUCH_EVERY_S:
            return
        if len(self._touched) >= _REMEMBERED_TOUCHES_MAX:
            self._touched.clear()
        self._touched[sign_in_id] = now
        await self.ask("select private.touch_sign_in(%s)", sign_in_id)

    async def keep_hash(self, user_id: UUID, password_hash: str) -> None:
        """Keep the hash of a password that was just proved right, at today's cost."""
        await self.ask("select private.renew_password_hash(%s, %s)", user_id, password_hash)

    async def must_change_password(self, user_id: UUID) -> bool:
        """Tell whether the password was given by somebody else and only serves to choose an own one."""
        row = await self.ask("select private.must_change_password(%s) as must", user_id)
        return bool(row and row["must"])

    async def password_min(self, user_id: UUID) -> int:
        """Return how many characters a password of the person's school has at least."""
        row = await self.ask("select private.password_min(%s) as least", user_id)
        return int(row["least"]) if row else 0

    async def keep_password(self, user_id: UUID, password_hash: str) -> None:
        """Keep the hash of a new password; every sign-in of the person ends with it."""
        await self.ask("select private.store_password_hash(%s, %s)", user_id, password_hash)

    async def theme_of(self, user_id: UUID) -> str:
        """Return the theme that a person chose: system, light or dark."""
        row = await self.ask("select private.theme_of(%s) as theme", user_id)
        return str(row["theme"]) if row else "system"

    async def beside(self, sign_in_id: UUID) -> list[dict[str, Any]]:
        """Return the live sign-ins of the person behind one, that one first: its device, address and times."""
        return await self.ask_all("select * from private.sign_ins_beside(%s)", sign_in_id)

    async def end_beside(self, sign_in_id: UUID, other: UUID | None = None) -> int:
        """End another sign-in of the same person, or all others; return how many ended. Open tabs leave at once."""
        row = await self.ask("select private.end_sign_ins_beside(%s, %s) as ended", sign_in_id, other)
        return int(row["ended"]) if row else 0

    async def note_export(self, sign_in_id: UUID, *, listing: str, query: str, kind: str, rows: int) -> None:
        """Write into the audit, in a transaction of its own, that a list is taken away as a file of so many rows.

        Raises SignInOver when the sign-in has ended.
        """
        try:
            await self.ask("select private.note_export(%s, %s, %s, %s, %s)", sign_in_id, listing, query, kind, rows)
        except InvalidAuthorizationSpecification as error:
            raise SignInOver from error

    async def note_look(self, sign_in_id: UUID, *, table: str, record: UUID | None, purpose: str) -> None:
        """Write into the audit, in a transaction of its own, that something was looked at, and what for.

        Raises SignInOver when the sign-in has ended.
        """
        try:
            await self.ask("select private.log_data_access(%s, %s, %s, %s)", sign_in_id, table, record, purpose)
        except InvalidAuthorizationSpecification as error:
            raise SignInOver from error

    async def note_refusal(self, sign_in_id: UUID, *, of: str, sentence: str) -> None:
        """Write into the audit that something was refused to whoever is signed in; the same within five minutes is one line."""
        await self.ask("select private.log_data_access(%s, %s, null, %s, true)", sign_in_id, of, sentence)

    async def note_lock(self, email: str, ip: str | None, *, everywhere: bool) -> None:
        """Write down, and tell its person, that an account was tried with wrong passwords until a wait; of no account nothing."""
        await self.ask("select private.note_lock(%s, %s::inet, %s)", email, ip, everywhere)

    async def note_error(self, sign_in_id: UUID, written: Written, *, request: str, url: str | None = None) -> None:
        """Write an unexpected failure of a sign-in into the error log, in a transaction of its own."""
        await self.ask(
            "select private.log_error(%s, %s, %s, %s, null, %s, %s, %s, %s)",
            sign_in_id,
            written.kind,
            written.severity,
            written.message,
            written.stack,
            url,
            written.code,
            request,
        )

    async def ask_all(self, statement: LiteralString, *values: Any) -> list[dict[str, Any]]:
        """Return every row that a function of the sign-in role answers."""
        if self._pool is None:
            raise RuntimeError("the sign-in pool is not open")
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement, values)
            return await cursor.fetchall()

    async def ask(self, statement: LiteralString, *values: Any) -> dict[str, Any] | None:
        """Return the first row that a function of the sign-in role answers."""
        if self._pool is None:
            raise RuntimeError("the sign-in pool is not open")
        async with self._pool.connection() as connection:
            cursor = await connection.execute(statement, values)
            return await cursor.fetchone()


def actor_of(row: dict[str, Any]) -> Actor:
    """Return the actor whom a function of the sign-in role names in a row."""
    return Actor(
        user_id=row["user_id"],
        organization_id=row["organization_id"],
        role=Role(row["role"]),
        capabilities=frozenset(Capability(each) for each in row["capabilities"] or ()),
        name=row["full_name"],
        email=row["email"],
        organization=row["organization_name"],
        timezone=row["timezone"],
        sign_in_id=row["sign_in_id"],
        epoch=row["epoch"],
        token_hash=bytes(row["token_hash"]),
    )
