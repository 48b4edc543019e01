"""What the command line does to accounts, as the owner: the first superadmin, and a lost password."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from growthos_ui.auth.passwords import hash_now
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

_FIELDS = {
    "users_email_is_plain": ("An e-mail address looks like name@school.example.", "email"),
    "users_full_name_has_a_length": ("A full name has 3 to 100 characters.", "name"),
}


def create_superadmin(*, owner_url: str, email: str, name: str, password: str, organization_slug: str) -> UUID:
    """Create an account that may do everything and return its id.

    Raises GrowthError: Invalid for a bad address, name or password, Duplicate for an address in use,
    Missing when there is no such organisation.
    """
    address, hashed = email.strip().lower(), hash_now(password)
    with _sentences(email=address), psycopg.connect(owner_url) as connection:
        organization_id = _one(
            connection.execute("select id from public.organizations where slug = %s", [organization_slug]),
            f"There is no organisation {organization_slug}.",
        )
        user_id = _one(
            connection.execute(
                """insert into public.users
                     (organization_id, email, full_name, role, password_hash, password_changed_at, must_change_password)
                   values (%s, %s, %s, 'superadmin', %s, clock_timestamp(), false) returning id""",
                [organization_id, address, name.strip(), hashed],
            ),
            "The account was not created.",
        )
        connection.execute(
            "insert into public.user_roles (organization_id, user_id, role) values (%s, %s, 'superadmin')",
            [organization_id, user_id],
        )
    return user_id


def reset_password(*, owner_url: str, email: str, password: str) -> None:
    """Give an account a new password, which ends all its sign-ins; raise GrowthError when there is none such."""
    hashed = hash_now(password)
    with psycopg.connect(owner_url) as connection:
        changed = connection.execute(
            """update public.users
               set password_hash = %s, password_changed_at = clock_timestamp(), must_change_password = false
               where email = %s returning id""",
            [hashed, email.strip().lower()],
        )
        _one(changed, f"There is no account {email}.")


def _one(cursor: psycopg.Cursor[tuple[UUID, ...]], sentence: str) -> UUID:
    row = cursor.fetchone()
    if row is None:
        raise GrowthError(Kind.MISSING, sentence)
    return row[0]


@contextmanager
def _sentences(*, email: str) -> Iterator[None]:
    """Say what the database refused in words of the person who typed it."""
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise GrowthError(Kind.DUPLICATE, f"{email} is in use by another account.", field="email") from error
    except psycopg.errors.CheckViolation as error:
        known = _FIELDS.get(error.diag.constraint_name or "")
        if known is None:
            raise
        raise GrowthError(Kind.INVALID, known[0], field=known[1]) from error
