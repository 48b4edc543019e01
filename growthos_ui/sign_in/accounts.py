"""What the command line does as the owner: a school, its first superadmin, and a lost password."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

from growthos_ui.auth.passwords import hash_now
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

_CURRENCY_LETTERS = 3
_FIELDS = {
    "users_email_is_plain": ("An e-mail address looks like name@school.example.", "email"),
    "users_full_name_has_a_length": ("A full name has 3 to 100 characters.", "name"),
    "organizations_name_is_given": ("An organisation has a name.", "name"),
    "organizations_slug_is_short_and_plain": ("A slug has 2 to 40 of a to z, 0 to 9 and hyphens.", "slug"),
}


def create_organization(*, owner_url: str, name: str, slug: str, timezone: str, currency: str) -> UUID:
    """Create a school with the settings that it starts from, and return its id.

    Raises GrowthError: Invalid for a bad name, slug, zone or currency, Duplicate for a slug in use.
    """
    if not (len(currency) == _CURRENCY_LETTERS and currency.isascii() and currency.isalpha()):
        raise GrowthError(Kind.INVALID, "A currency has three letters, like PKR.", field="currency")
    taken = f"{slug} is in use by another organisation."
    with _sentences(taken=taken, field="slug"), psycopg.connect(owner_url) as connection:
        try:
            made = connection.execute(
                "insert into public.organizations (name, slug, timezone) values (%s, %s, %s) returning id",
                [name.strip(), slug.strip(), timezone],
            )
        except psycopg.errors.InvalidParameterValue as error:
            sentence = f"There is no time zone {timezone}."
            raise GrowthError(
                Kind.INVALID, sentence, field="timezone", remedy="One looks like Asia/Karachi."
            ) from error
        organization_id = _one(made, "The organisation was not created.")
        connection.execute(
            "insert into public.company_settings (organization_id, company_name, default_currency) values (%s, %s, %s)",
            [organization_id, name.strip(), currency.upper()],
        )
    return organization_id


def create_superadmin(*, owner_url: str, email: str, name: str, password: str, organization_slug: str) -> UUID:
    """Create an account that may do everything and return its id.

    Raises GrowthError: Invalid for a bad address, name or password, Duplicate for an address in use,
    Missing when there is no such organisation.
    """
    address, hashed = email.strip().lower(), hash_now(password)
    with (
        _sentences(taken=f"{address} is in use by another account.", field="email"),
        psycopg.connect(owner_url) as connection,
    ):
        organization_id = _one(
            connection.execute("select id from public.organizations where slug = %s", [organization_slug]),
            f"There is no organisation {organization_slug}. `growthos user create-organization` makes one.",
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


def reset_password(*, owner_url: str, email: str, password: str, temporary: bool = False) -> None:
    """Give an account a new password, which ends all its sign-ins; raise GrowthError when there is none such.

    A temporary one serves to sign in once and to choose an own one.
    """
    hashed = hash_now(password)
    with psycopg.connect(owner_url) as connection:
        changed = connection.execute(
            """update public.users
               set password_hash = %s, password_changed_at = clock_timestamp(), must_change_password = %s
               where email = %s returning id""",
            [hashed, temporary, email.strip().lower()],
        )
        _one(changed, f"There is no account {email}.")


def _one(cursor: psycopg.Cursor[tuple[UUID, ...]], sentence: str) -> UUID:
    row = cursor.fetchone()
    if row is None:
        raise GrowthError(Kind.MISSING, sentence)
    return row[0]


@contextmanager
def _sentences(*, taken: str, field: str) -> Iterator[None]:
    """Say what the database refused in words of the person who typed it."""
    try:
        yield
    except psycopg.errors.UniqueViolation as error:
        raise GrowthError(Kind.DUPLICATE, taken, field=field) from error
    except psycopg.errors.CheckViolation as error:
        known = _FIELDS.get(error.diag.constraint_name or "")
        if known is None:
            raise
        raise GrowthError(Kind.INVALID, known[0], field=known[1]) from error
