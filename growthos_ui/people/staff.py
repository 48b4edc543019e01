"""Who works here: the accounts that are no student's, with what each may do and whether they may sign in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, any_, case, false, func, literal, or_, select, true

from growthos_ui.auth.naming import CAPABILITY_WORDS, ROLE_WORDS
from growthos_ui.auth.permissions import Permission, Role
from growthos_ui.db import columns_of
from growthos_ui.learning.narrowings import NEVER
from growthos_ui.listing.columns import Badge, Count, Mark, Moment, Text
from growthos_ui.listing.filters import Choice, DayRange
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.oversight.columns import Named, Opener
from growthos_ui.people import measures
from growthos_ui.people.models import User, UserRole

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import ColumnElement, Select, Subquery

    from growthos_ui.listing.columns import Reading
    from growthos_ui.listing.filters import Values

_account, _role = columns_of(User), columns_of(UserRole)
_loads = measures.loads()
_load = case((_role.role == Role.MENTOR.value, func.coalesce(_loads.c.learners, 0)))  # nobody else has any

ROLES = {role.value: words for role, words in ROLE_WORDS.items() if role is not Role.STUDENT}
CAPABILITIES = {each.value: words for each, words in CAPABILITY_WORDS.items()}
STATES = (
    Mark("active", "Active", "dot", "good"),
    Mark("waiting", "Never signed in", "dashed", "info"),
    Mark("blocked", "Blocked", "paused", "warn"),
    Mark("deactivated", "Deactivated", "struck", "off"),
)


@dataclass(frozen=True, kw_only=True)
class Held(Text):
    """Capabilities, `finance+read_only`, as people call them."""

    def words(self, value: Any, reading: Reading) -> str:
        """Return "Finance, Read only"."""
        return super().words(value and ", ".join(CAPABILITIES[each] for each in value.split("+")), reading)


@dataclass(frozen=True, kw_only=True)
class Holding(Choice):
    """Whoever holds one of a few, on a column with several in each row; `none` is whoever holds nothing."""

    def clause(self, column: ColumnElement[Any], values: Values) -> ColumnElement[bool]:
        """Return "holds one of these"."""
        held = (literal(each) == any_(column) for each in values if each != "none")
        return or_(false(), *held, *([func.cardinality(column) == 0] if "none" in values else ()))


def _named(selected: Mapping[str, ColumnElement[Any]], typed: tuple[str, ...]) -> ColumnElement[bool]:
    """Return "every typed word stands somewhere in the name or the address": the staff are few."""
    places = (selected["name_key"], selected["email"])
    return and_(true(), *(or_(*(func.strpos(place, word) > 0 for place in places)) for word in typed))


def people() -> Select[Any]:
    """Return everybody who works or worked here and whom the actor may see, with the role in force."""
    return (
        select(
            _account.id, _account.full_name.label("staff_name"), _account.name_key, _account.email, _account.phone,
            _role.role, _role.capabilities,
            func.nullif(func.array_to_string(_role.capabilities, "+"), "").label("held"),
            case(
                (_account.is_active.is_(False), "deactivated"),
                (_account.login_blocked, "blocked"),
                (_account.last_login_at.is_(None), "waiting"),
                else_="active",
            ).label("state"),
            _load.label("learners"), _account.last_login_at, _account.created_at,
        )
        .join(UserRole, and_(_role.user_id == _account.id, _role.revoked_at.is_(None)))
        .outerjoin(_loads, _loads.c.mentor_id == _account.id)
        .where(_role.role.in_(ROLES))
    )  # fmt: skip


def staff() -> Select[Any]:
    """Return the same as the rows of a list: they are few, so they are ordered without an index."""
    return select(_everybody())


@cache  # its columns belong to this one object, whoever selects from it
def _everybody() -> Subquery:
    keys = (
        func.coalesce(_load, -1).label("learners_key"),
        func.coalesce(_account.last_login_at, NEVER).label("last_login_key"),
    )
    return people().add_columns(*keys).subquery("everybody")


STAFF = Listing(
    name="staff",
    title="Staff",
    noun=("person", "people"),
    source=staff,
    columns=(
        Opener(name="staff_name", label="Name", sort_by="name_key", card="title"),
        Text(name="email", label="E-mail", needs=Permission.PEOPLE_STAFF_READ, card="sub"),
        Named(name="role", label="Role", known=ROLES, card="pair"),
        Held(
            name="held",
            label="Capabilities",
            card="pair",
            about="What goes with the role for this person: Finance adds to it, Support and Marketing take the place of enrolling, Read only changes nothing",
        ),
        Badge(name="state", label="State", marks=STATES, card="state"),
        Moment(name="last_login_at", label="Last sign-in", sort_by="last_login_key", card="pair"),
        Count(
            name="learners",
            label="Learners",
            sort_by="learners_key",
            card="pair",
            about="Learners whom this mentor looks after now",
        ),
        Moment(name="created_at", label="Since", sort_by="created_at", about="When the account was made"),
        Text(name="phone", label="Phone", needs=Permission.PEOPLE_STAFF_READ, is_quiet=True, starts_hidden=True),
    ),
    filters=(
        Choice(name="role", label="Role", choices=tuple(ROLES.items())),
        Holding(
            name="may",
            label="Capability",
            on="capabilities",
            choices=(*CAPABILITIES.items(), ("none", "None")),
        ),
        Choice(name="state", label="State", choices=tuple((each.value, each.words) for each in STATES)),
        DayRange(name="seen", label="Last sign-in", on="last_login_key"),
    ),
    search=Search(placeholder="Name or e-mail", on=("name_key", "email"), clause=_named),
    sort="staff_name",
    read=Permission.PEOPLE_STAFF_READ,
    absent="A person appears here when they are added to the staff.",
)
