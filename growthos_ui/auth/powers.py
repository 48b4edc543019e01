"""Which role and capability brings which permission.

The map decides what is offered. What is true is decided by row security, and a test proves that
the two agree: what the menu offers a role, the database lets it read, and nothing more.
"""

from __future__ import annotations

from growthos_ui.auth.permissions import Capability, Permission, Role

_EVERYBODY = frozenset(
    {
        Permission.PEOPLE_ACCOUNT_CHANGE,
        Permission.PEOPLE_ACCOUNT_READ,
        Permission.PEOPLE_HOME_READ,
        Permission.SUPPORT_NOTIFICATIONS_CHANGE,
        Permission.SUPPORT_NOTIFICATIONS_READ,
    }
)
_LEARNERS = frozenset(
    {
        Permission.PEOPLE_STUDENTS_READ,
        Permission.PEOPLE_STUDENTS_EXPORT,
        Permission.LEARNING_PROGRESS_READ,
        Permission.COURSEWORK_MARKS_READ,
        Permission.COURSEWORK_MARKS_EXPORT,
        Permission.COURSEWORK_REVIEWS_DECIDE,
        Permission.COURSEWORK_REVIEWS_EXPORT,
        Permission.COURSEWORK_REVIEWS_READ,
        Permission.COURSEWORK_SUBMISSIONS_READ,
        Permission.LEARNING_COURSES_READ,
        Permission.LEARNING_COURSES_EXPORT,
        Permission.LEARNING_RATINGS_READ,
        Permission.LEARNING_RATINGS_EXPORT,
        Permission.LEARNING_RECORDINGS_READ,
        Permission.LEARNING_RECORDINGS_EXPORT,
    }
)
# Live sessions: a mentor holds their own, the office any; who enrols reads them, and answers when the next one is.
_ATTENDED = frozenset({Permission.MENTORING_ATTENDANCE_READ, Permission.MENTORING_SESSIONS_READ})
_HOSTS = _ATTENDED | {Permission.MENTORING_SESSIONS_EXPORT, Permission.MENTORING_SESSIONS_MANAGE}
# What everybody in the office knows of whoever is enrolled, whichever desk they sit at.
_ENROLLED = frozenset(
    {
        Permission.LEARNING_BATCHES_READ,
        Permission.LEARNING_COURSES_READ,
        Permission.PEOPLE_CONTACTS_READ,
        Permission.PEOPLE_STUDENTS_READ,
    }
)
# The desk that answers students, whoever sits at it.
_ANSWERING = frozenset(
    {
        Permission.SUPPORT_TICKETS_CHANGE,
        Permission.SUPPORT_TICKETS_CREATE,
        Permission.SUPPORT_TICKETS_MANAGE,
        Permission.SUPPORT_TICKETS_READ,
    }
)
# The desk of whoever enrols: what learners owe, and money that they bring.
_CASHIERS = frozenset(
    {
        Permission.FINANCE_DOCUMENTS_READ,
        Permission.FINANCE_INSTALLMENTS_READ,
        Permission.FINANCE_INVOICES_READ,
        Permission.FINANCE_PAYMENTS_CREATE,
        Permission.FINANCE_PAYMENTS_READ,
        Permission.SUPPORT_MAIL_READ,
    }
)
# The money of the organisation as a whole, and more time for a learner.
_FINANCE = _CASHIERS | {
    Permission.FINANCE_COLLECTIONS_EXPORT,
    Permission.FINANCE_COLLECTIONS_MANAGE,
    Permission.FINANCE_COLLECTIONS_READ,
    Permission.FINANCE_IMPORTS_CREATE,
    Permission.FINANCE_IMPORTS_READ,
    Permission.FINANCE_APPROVALS_READ,
    Permission.FINANCE_INSTALLMENTS_CHANGE,
    Permission.FINANCE_INSTALLMENTS_EXPORT,
    Permission.FINANCE_INVOICES_EXPORT,
    Permission.FINANCE_MONTHS_DECIDE,
    Permission.FINANCE_OVERVIEW_READ,
    Permission.FINANCE_PAYMENTS_EXPORT,
    Permission.SUPPORT_MAIL_DECIDE,
    Permission.SUPPORT_MAIL_EXPORT,
}
_FILES = frozenset({Permission.LEARNING_BATCHES_EXPORT, Permission.LEARNING_COURSES_EXPORT})
_OFFICE = (_FINANCE | _ANSWERING | _HOSTS) | frozenset(
    {
        Permission.FINANCE_DRIFT_READ,
        Permission.FINANCE_INSTALLMENTS_DECIDE,
        Permission.GROWTH_FLAGS_READ,
        Permission.GROWTH_SETTINGS_CHANGE,
        Permission.GROWTH_SETTINGS_READ,
        Permission.LEARNING_ANNOTATIONS_MANAGE,
        Permission.LEARNING_ENROLMENTS_CREATE,
        Permission.LEARNING_ENROLMENTS_END,
        Permission.MENTORING_ASSIGNMENTS_CREATE,
        Permission.MENTORING_ASSIGNMENTS_END,
        Permission.OVERSIGHT_ACTIVITY_EXPORT,
        Permission.OVERSIGHT_DATA_READ,
        Permission.OVERSIGHT_SIGN_INS_MANAGE,
        Permission.OVERSIGHT_SIGN_INS_READ,
        Permission.OVERSIGHT_SQL_READ,
        Permission.PEOPLE_CONTACTS_CHANGE,
        Permission.PEOPLE_NOTES_CREATE,
        Permission.PEOPLE_STAFF_MANAGE,
        Permission.PEOPLE_STAFF_READ,
        Permission.PEOPLE_STUDENTS_CREATE,
        Permission.PEOPLE_VIEWS_MANAGE,
        Permission.SUPPORT_TEMPLATES_CHANGE,
        Permission.SUPPORT_TEMPLATES_READ,
        Permission.SUPPORT_TICKETS_EXPORT,
    }
)
# What was done, row by row: all of it for the office, one's own acts and learners for a mentor.
_DEEDS = frozenset({Permission.OVERSIGHT_ACTIVITY_READ, Permission.OVERSIGHT_AUDIT_READ})
# What belongs to whoever answers for every organisation.
_SUPERADMINS = frozenset(
    {
        Permission.GROWTH_FLAGS_CHANGE,
        Permission.OVERSIGHT_AUDIT_EXPORT,
        Permission.OVERSIGHT_ERRORS_DECIDE,
        Permission.OVERSIGHT_ERRORS_READ,
        Permission.OVERSIGHT_POLICIES_READ,
        Permission.OVERSIGHT_RESTRICTED_READ,
        Permission.PEOPLE_ORGANIZATIONS_CHOOSE,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SUPERADMIN: _EVERYBODY | _LEARNERS | _ENROLLED | _FILES | _OFFICE | _DEEDS | _SUPERADMINS,
    Role.ADMIN: _EVERYBODY | _LEARNERS | _ENROLLED | _FILES | _OFFICE | _DEEDS,
    Role.ENROLLMENT_MANAGER: _EVERYBODY
    | _ENROLLED
    | _FILES
    | _CASHIERS
    | _ANSWERING
    | _ATTENDED
    | {
        Permission.PEOPLE_STUDENTS_EXPORT,
        Permission.COURSEWORK_SUBMISSIONS_READ,
        Permission.LEARNING_ENROLMENTS_CREATE,
        Permission.MENTORING_ASSIGNMENTS_CREATE,
        Permission.PEOPLE_CONTACTS_CHANGE,
        Permission.PEOPLE_NOTES_CREATE,
        Permission.PEOPLE_STUDENTS_CREATE,
    },
    Role.MENTOR: _EVERYBODY
    | _LEARNERS
    | _DEEDS
    | _HOSTS
    | {
        Permission.OVERSIGHT_RESTRICTED_READ,
        Permission.PEOPLE_NOTES_CREATE,
        Permission.SUPPORT_TICKETS_CHANGE,
        Permission.SUPPORT_TICKETS_READ,
    },
    Role.STUDENT: frozenset(),
}

# An enrolment manager with one of these does that work instead of enrolling: the capability
# replaces the base powers. Support answers students, so it sees them; marketing sees no learner.
_INSTEAD: dict[Capability, frozenset[Permission]] = {
    Capability.MARKETING: _EVERYBODY,
    Capability.SUPPORT: _EVERYBODY
    | _ENROLLED
    | _ANSWERING
    | {
        Permission.LEARNING_PROGRESS_READ,
        Permission.LEARNING_RECORDINGS_READ,
        Permission.MENTORING_SESSIONS_READ,
        Permission.SUPPORT_TICKETS_EXPORT,
    },
}
# What comes on top of whatever the role brings.
_BESIDES: dict[Capability, frozenset[Permission]] = {Capability.FINANCE: _FINANCE}

# What only looks. Whoever is read only keeps these of their role, and nothing else.
_LOOKING = (".read", ".export", ".choose")


def permissions_of(role: Role, capabilities: frozenset[Capability]) -> frozenset[Permission]:
    """Return everything that a role with these capabilities may ask for."""
    replaced = [_INSTEAD[each] for each in capabilities if each in _INSTEAD]
    held = ROLE_PERMISSIONS[role]
    if role is Role.ENROLLMENT_MANAGER and replaced:
        held = frozenset().union(*replaced)
    held = held.union(*(_BESIDES[each] for each in capabilities if each in _BESIDES))
    if Capability.READ_ONLY in capabilities:
        return frozenset(each for each in held if each.endswith(_LOOKING))
    return held
