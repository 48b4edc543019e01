"""Refusals about making and changing accounts and students."""

from collections.abc import Callable
from typing import Any

from growthos_ui.auth.naming import ROLE_WORDS, role_words
from growthos_ui.auth.permissions import Capability, Role
from growthos_ui.errors import Kind

_ROLES = {role.value: words for role, words in ROLE_WORDS.items()}


def _account_changed(present: dict[str, Any]) -> str:
    """Return what an account has become since somebody looked at it: `present` is how it stands now."""
    changed = "Somebody else changed this account since you opened it."
    if present.get("role") not in _ROLES:
        return changed
    said = [role_words(Role(present["role"]), frozenset(map(Capability, present["capabilities"])))]
    if not present["is_active"]:
        said.append("deactivated")
    elif present["login_blocked"]:
        said.append("blocked")
    if present["role"] == Role.MENTOR:
        said.append("1 learner" if present["learners"] == 1 else f"{present['learners']} learners")
    return f"{changed} It is now: {', '.join(said)}."


def _may_not_create(detail: dict[str, Any]) -> str:
    role = str(detail.get("role", ""))
    return f"Your role may not give the role {_ROLES.get(role, role)}."


REASONS: dict[str, tuple[Kind, str | Callable[[dict[str, Any]], str]]] = {
    "people.account_changed": (Kind.CONFLICT, _account_changed),
    "people.added_otherwise": (
        Kind.CONFLICT,
        "This form has added somebody already, filled in otherwise. Look for them in the list.",
    ),
    "people.may_not_create": (Kind.FORBIDDEN, _may_not_create),
    "people.may_not_change": (Kind.FORBIDDEN, "Your role may not change this person."),
    "people.own_account": (Kind.FORBIDDEN, "Nobody changes their own rights. Ask somebody else who may."),
    "people.rights_by_function": (Kind.FORBIDDEN, "Rights are changed one act at a time. Nothing was changed."),
    "people.superadmin_not_blocked": (Kind.FORBIDDEN, "A superadmin cannot be blocked."),
    "people.last_superadmin": (Kind.WRONG_STATE, "One superadmin must stay. Make another one first."),
    "people.student_stays": (Kind.WRONG_STATE, "A student cannot become staff, nor staff a student."),
    "people.not_staff": (Kind.INVALID, "A student is added together with a course."),
    "people.capabilities_do_not_fit": (Kind.INVALID, "These capabilities do not go with this role."),
    "people.field_missing": (Kind.INVALID, "This must be filled in."),
    "people.field_unknown": (Kind.INVALID, "There is no field {field}."),
    "people.name_invalid": (Kind.INVALID, "A name has 3 to 100 characters."),
    "people.email_invalid": (Kind.INVALID, "This is no e-mail address."),
    "people.phone_invalid": (Kind.INVALID, "A phone number begins with + and the country, then 7 to 14 digits more."),
    "people.email_taken": (Kind.DUPLICATE, "This address cannot be used for another account."),
    "people.phone_taken": (Kind.DUPLICATE, "This number is that of another account of your organisation."),
    "people.email_twice": (Kind.DUPLICATE, "This address stands in row {first} already."),
    "people.phone_twice": (Kind.DUPLICATE, "This number stands in row {first} already."),
    "people.too_many": (Kind.INVALID, "At most {most} students are added at a time. Split the list."),
    "people.added_meanwhile": (
        Kind.CONFLICT,
        "Somebody else has added one of them at this moment. Nothing was done: send the list again.",
    ),
}
