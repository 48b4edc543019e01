"""What a person may ask for, and which role and capability brings it.

The map decides what is offered. What is true is decided by row security, and a test proves that
the two agree: what the menu offers a role, the database lets it read, and nothing more.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The five roles. Exactly one is in force for a person at a time."""

    SUPERADMIN = "superadmin"
    ADMIN = "admin"
    ENROLLMENT_MANAGER = "enrollment_manager"
    MENTOR = "mentor"
    STUDENT = "student"


class Capability(StrEnum):
    """What a role can be given, or have taken away, besides."""

    FINANCE = "finance"
    MARKETING = "marketing"
    SUPPORT = "support"
    READ_ONLY = "read_only"


class Permission(StrEnum):
    """`<domain>.<noun>.<verb>`, in alphabetical order."""

    COURSEWORK_MARKS_EXPORT = "coursework.marks.export"
    """Take the marks away as a file."""
    COURSEWORK_MARKS_READ = "coursework.marks.read"
    """See the marks that learners were given."""
    LEARNING_PROGRESS_READ = "learning.progress.read"
    """See how far learners have come, each and together."""
    PEOPLE_HOME_READ = "people.home.read"
    """Have a first page: everybody who may sign in."""
    PEOPLE_ORGANIZATIONS_CHOOSE = "people.organizations.choose"
    """Work in another organisation, one at a time."""
    PEOPLE_STUDENTS_EXPORT = "people.students.export"
    """Take the list of students away as a file."""
    PEOPLE_STUDENTS_READ = "people.students.read"
    """See the students that row security shows."""


_EVERYBODY = frozenset({Permission.PEOPLE_HOME_READ})
_LEARNERS = frozenset(
    {
        Permission.PEOPLE_STUDENTS_READ,
        Permission.PEOPLE_STUDENTS_EXPORT,
        Permission.LEARNING_PROGRESS_READ,
        Permission.COURSEWORK_MARKS_READ,
        Permission.COURSEWORK_MARKS_EXPORT,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPERADMIN: _EVERYBODY | _LEARNERS | {Permission.PEOPLE_ORGANIZATIONS_CHOOSE},
    Role.ADMIN: _EVERYBODY | _LEARNERS,
    Role.ENROLLMENT_MANAGER: _EVERYBODY | {Permission.PEOPLE_STUDENTS_READ, Permission.PEOPLE_STUDENTS_EXPORT},
    Role.MENTOR: _EVERYBODY | _LEARNERS,
    Role.STUDENT: frozenset(),
}

# An enrolment manager with one of these does that work instead of enrolling: the capability
# replaces the base powers. Support answers students, so it sees them; marketing sees no learner.
_INSTEAD: dict[Capability, frozenset[Permission]] = {
    Capability.MARKETING: _EVERYBODY,
    Capability.SUPPORT: _EVERYBODY | {Permission.PEOPLE_STUDENTS_READ, Permission.LEARNING_PROGRESS_READ},
}

ROLE_WORDS: dict[Role, str] = {
    Role.SUPERADMIN: "Superadmin",
    Role.ADMIN: "Admin",
    Role.ENROLLMENT_MANAGER: "Enrolment manager",
    Role.MENTOR: "Mentor",
    Role.STUDENT: "Student",
}

CAPABILITY_WORDS: dict[Capability, str] = {
    Capability.FINANCE: "Finance",
    Capability.MARKETING: "Marketing",
    Capability.SUPPORT: "Support",
    Capability.READ_ONLY: "Read only",
}

DENIED: dict[Permission, str] = {
    Permission.COURSEWORK_MARKS_EXPORT: "Your role may not export marks.",
    Permission.COURSEWORK_MARKS_READ: "Your role does not show marks.",
    Permission.LEARNING_PROGRESS_READ: "Your role does not show learners' progress.",
    Permission.PEOPLE_HOME_READ: "This account has no page here.",
    Permission.PEOPLE_ORGANIZATIONS_CHOOSE: "Only a superadmin may work in another organisation.",
    Permission.PEOPLE_STUDENTS_EXPORT: "Your role may not export the list of students.",
    Permission.PEOPLE_STUDENTS_READ: "Your role does not show students.",
}


def permissions_of(role: Role, capabilities: frozenset[Capability]) -> frozenset[Permission]:
    """Return everything that a role with these capabilities may ask for."""
    replaced = [_INSTEAD[each] for each in capabilities if each in _INSTEAD]
    if role is Role.ENROLLMENT_MANAGER and replaced:
        return frozenset().union(*replaced)
    return ROLE_PERMISSIONS[role]


def role_words(role: Role, capabilities: frozenset[Capability]) -> str:
    """Return the role as people say it: "Finance", "Admin, read only", "Mentor"."""
    named = [CAPABILITY_WORDS[each] for each in sorted(capabilities) if each is not Capability.READ_ONLY]
    words = " and ".join(named) if role is Role.ENROLLMENT_MANAGER and named else ROLE_WORDS[role]
    return f"{words}, read only" if Capability.READ_ONLY in capabilities else words
