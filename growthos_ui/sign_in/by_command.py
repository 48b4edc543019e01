"""A sign-in that a command of the machine opens for somebody, and ends when it is done: it may what that person may."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.rows import dict_row

from growthos_ui.errors import GrowthError, Kind
from growthos_ui.sign_in.store import actor_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from growthos_ui.auth.actor import Actor

_FOR = timedelta(hours=1)
_NOBODY = "Nobody who may sign in has this e-mail address."


def person_of(owner_url: str, email: str) -> UUID:
    """Return whose address this is. Raises GrowthError (Missing)."""
    with psycopg.connect(owner_url) as owner:
        found = owner.execute(
            "select id from public.users where email = %s and is_active and not login_blocked and role <> 'student'",
            [email.strip().lower()],
        ).fetchone()
    if found is None:
        raise GrowthError(Kind.MISSING, _NOBODY, field="by")
    person: UUID = found[0]
    return person


@contextmanager
def signed_in(sign_in_url: str, people: list[Any], command: str) -> Iterator[list[Actor]]:
    """Yield these people as live actors; their sign-ins end with the block. Raises GrowthError (Unavailable)."""
    with psycopg.connect(sign_in_url, row_factory=dict_row, autocommit=True) as door:
        actors = [_signed_in(door, person, command) for person in people]
        try:
            yield actors
        finally:
            for actor in actors:
                door.execute("select private.end_sign_in(%s, 'logout')", (actor.sign_in_id,))


def _signed_in(door: psycopg.Connection[dict[str, Any]], person: Any, command: str) -> Actor:
    token_hash = sha256(secrets.token_bytes(32)).digest()
    door.execute("select private.begin_sign_in(%s, %s, %s, %s, null, %s)", (person, token_hash, _FOR, _FOR, command))
    row = door.execute("select * from private.sign_in_by_token(%s)", (token_hash,)).fetchone()
    if row is None:
        raise GrowthError(Kind.UNAVAILABLE, "A sign-in for this command could not be opened.")
    return actor_of(row)
