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
    COURSEWORK_SUBMISSIONS_READ = "coursework.submissions.read"
    """See what one learner handed in, with score and feedback."""
    FINANCE_APPROVALS_READ = "finance.approvals.read"
    """See which acts of money wait for a second person, and what became of them."""
    FINANCE_COLLECTIONS_EXPORT = "finance.collections.export"
    """Take the worklist and the promises away as a file."""
    FINANCE_COLLECTIONS_MANAGE = "finance.collections.manage"
    """Take promises to pay, write into the contact log, pause reminders."""
    FINANCE_COLLECTIONS_READ = "finance.collections.read"
    """See who is to be called about money, and what they promised."""
    FINANCE_DOCUMENTS_READ = "finance.documents.read"
    """See what paper was handed out, and take it again."""
    FINANCE_IMPORTS_CREATE = "finance.imports.create"
    """Hand in files of bills and payments, and bring them in."""
    FINANCE_IMPORTS_READ = "finance.imports.read"
    """See the files that were handed in, and what came of them."""
    FINANCE_DRIFT_READ = "finance.drift.read"
    """See where places and their bills do not agree, and take that away as a file."""
    FINANCE_INSTALLMENTS_CHANGE = "finance.installments.change"
    """Give an installment more time, or take it back."""
    FINANCE_INSTALLMENTS_DECIDE = "finance.installments.decide"
    """Refund, write off, waive, credit, discount, cancel: lower what is owed, or return money."""
    FINANCE_INSTALLMENTS_EXPORT = "finance.installments.export"
    """Take the installments away as a file."""
    FINANCE_INSTALLMENTS_READ = "finance.installments.read"
    """See what is owed, by whom and until when."""
    FINANCE_INVOICES_EXPORT = "finance.invoices.export"
    """Take the invoices away as a file."""
    FINANCE_INVOICES_READ = "finance.invoices.read"
    """See the bills."""
    FINANCE_OVERVIEW_READ = "finance.overview.read"
    """See the money of the organisation as a whole."""
    FINANCE_PAYMENTS_CREATE = "finance.payments.create"
    """Record a payment."""
    FINANCE_PAYMENTS_EXPORT = "finance.payments.export"
    """Take the ledger away as a file."""
    FINANCE_PAYMENTS_READ = "finance.payments.read"
    """See every entry of the ledger."""
    GROWTH_FLAGS_CHANGE = "growth.flags.change"
    """Switch a part of the product on or off."""
    GROWTH_FLAGS_READ = "growth.flags.read"
    """See which parts of the product are on, and why."""
    GROWTH_SETTINGS_CHANGE = "growth.settings.change"
    """Change the rules of the organisation."""
    GROWTH_SETTINGS_READ = "growth.settings.read"
    """See the rules of the organisation."""
    LEARNING_ANNOTATIONS_MANAGE = "learning.annotations.manage"
    """Put a note on the charts over time, and take one away."""
    LEARNING_BATCHES_EXPORT = "learning.batches.export"
    """Take the list of batches away as a file."""
    LEARNING_BATCHES_READ = "learning.batches.read"
    """See the batches, and one beside another."""
    LEARNING_COURSES_EXPORT = "learning.courses.export"
    """Take the list of courses away as a file."""
    LEARNING_COURSES_READ = "learning.courses.read"
    """See the courses and how their learners fare."""
    LEARNING_PROGRESS_READ = "learning.progress.read"
    """See how far learners have come, each and together."""
    LEARNING_RATINGS_EXPORT = "learning.ratings.export"
    """Take the ratings of recordings away as a file."""
    LEARNING_RATINGS_READ = "learning.ratings.read"
    """See who rated which recording how, and in what words."""
    LEARNING_RECORDINGS_EXPORT = "learning.recordings.export"
    """Take the figures of recordings away as a file."""
    LEARNING_RECORDINGS_READ = "learning.recordings.read"
    """See how recordings are watched and rated, and by whom."""
    MENTORING_ASSIGNMENTS_CREATE = "mentoring.assignments.create"
    """Give learners a mentor."""
    MENTORING_ASSIGNMENTS_END = "mentoring.assignments.end"
    """Take a mentor from learners, or the learners' next mentor back."""
    OVERSIGHT_ACTIVITY_EXPORT = "oversight.activity.export"
    """Take the activity away as a file."""
    OVERSIGHT_ACTIVITY_READ = "oversight.activity.read"
    """See what people did, one row for each act."""
    OVERSIGHT_AUDIT_EXPORT = "oversight.audit.export"
    """Take the audit away as a file."""
    OVERSIGHT_AUDIT_READ = "oversight.audit.read"
    """See who changed what; a mentor sees their own acts."""
    OVERSIGHT_DATA_READ = "oversight.data.read"
    """See whether what is stored is what the facts say."""
    OVERSIGHT_ERRORS_DECIDE = "oversight.errors.decide"
    """Say that a failure is resolved, or open it again."""
    OVERSIGHT_ERRORS_READ = "oversight.errors.read"
    """See what failed unexpectedly."""
    OVERSIGHT_POLICIES_READ = "oversight.policies.read"
    """See which role may do what to which rows."""
    OVERSIGHT_SIGN_INS_MANAGE = "oversight.sign_ins.manage"
    """End the sign-in of somebody else."""
    OVERSIGHT_SIGN_INS_READ = "oversight.sign_ins.read"
    """See who is signed in, where and since when."""
    OVERSIGHT_SQL_READ = "oversight.sql.read"
    """See the SQL behind a figure."""
    PEOPLE_ACCOUNT_CHANGE = "people.account.change"
    """Change what is one's own: the phone, how the dashboard looks."""
    PEOPLE_ACCOUNT_READ = "people.account.read"
    """See one's own account and devices."""
    PEOPLE_CONTACTS_CHANGE = "people.contacts.change"
    """Correct a learner's name, e-mail address and phone number."""
    PEOPLE_CONTACTS_READ = "people.contacts.read"
    """See a learner's e-mail address and phone number."""
    PEOPLE_HOME_READ = "people.home.read"
    """Have a first page: everybody who may sign in."""
    PEOPLE_ORGANIZATIONS_CHOOSE = "people.organizations.choose"
    """Work in another organisation, one at a time."""
    PEOPLE_STUDENTS_EXPORT = "people.students.export"
    """Take the list of students away as a file."""
    PEOPLE_STUDENTS_READ = "people.students.read"
    """See the students that row security shows."""
    PEOPLE_VIEWS_MANAGE = "people.views.manage"
    """Share a saved view of a list with a role or with everyone."""
    SUPPORT_MAIL_DECIDE = "support.mail.decide"
    """Send a mail once more that failed or is unknown, or give it up."""
    SUPPORT_MAIL_EXPORT = "support.mail.export"
    """Take the delivery log away as a file."""
    SUPPORT_MAIL_READ = "support.mail.read"
    """See the mails to students, and what became of them."""
    SUPPORT_NOTIFICATIONS_CHANGE = "support.notifications.change"
    """Mark what one was told as read."""
    SUPPORT_NOTIFICATIONS_READ = "support.notifications.read"
    """See what one was told."""
    SUPPORT_TEMPLATES_CHANGE = "support.templates.change"
    """Change what mails say."""
    SUPPORT_TEMPLATES_READ = "support.templates.read"
    """See what mails say."""


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
        Permission.COURSEWORK_SUBMISSIONS_READ,
        Permission.LEARNING_COURSES_READ,
        Permission.LEARNING_COURSES_EXPORT,
        Permission.LEARNING_RATINGS_READ,
        Permission.LEARNING_RATINGS_EXPORT,
        Permission.LEARNING_RECORDINGS_READ,
        Permission.LEARNING_RECORDINGS_EXPORT,
    }
)
# What everybody in the office knows of whoever is enrolled, whichever desk they sit at.
_ENROLLED = frozenset(
    {
        Permission.LEARNING_BATCHES_READ,
        Permission.LEARNING_COURSES_READ,
        Permission.PEOPLE_CONTACTS_READ,
        Permission.PEOPLE_STUDENTS_READ,
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
    Permission.FINANCE_OVERVIEW_READ,
    Permission.FINANCE_PAYMENTS_EXPORT,
    Permission.SUPPORT_MAIL_DECIDE,
    Permission.SUPPORT_MAIL_EXPORT,
}
_FILES = frozenset({Permission.LEARNING_BATCHES_EXPORT, Permission.LEARNING_COURSES_EXPORT})
_OFFICE = _FINANCE | frozenset(
    {
        Permission.FINANCE_DRIFT_READ,
        Permission.FINANCE_INSTALLMENTS_DECIDE,
        Permission.GROWTH_FLAGS_READ,
        Permission.GROWTH_SETTINGS_CHANGE,
        Permission.GROWTH_SETTINGS_READ,
        Permission.LEARNING_ANNOTATIONS_MANAGE,
        Permission.MENTORING_ASSIGNMENTS_CREATE,
        Permission.MENTORING_ASSIGNMENTS_END,
        Permission.OVERSIGHT_ACTIVITY_EXPORT,
        Permission.OVERSIGHT_DATA_READ,
        Permission.OVERSIGHT_SIGN_INS_MANAGE,
        Permission.OVERSIGHT_SIGN_INS_READ,
        Permission.OVERSIGHT_SQL_READ,
        Permission.PEOPLE_CONTACTS_CHANGE,
        Permission.PEOPLE_VIEWS_MANAGE,
        Permission.SUPPORT_TEMPLATES_CHANGE,
        Permission.SUPPORT_TEMPLATES_READ,
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
    | {
        Permission.PEOPLE_STUDENTS_EXPORT,
        Permission.COURSEWORK_SUBMISSIONS_READ,
        Permission.MENTORING_ASSIGNMENTS_CREATE,
        Permission.PEOPLE_CONTACTS_CHANGE,
    },
    Role.MENTOR: _EVERYBODY | _LEARNERS | _DEEDS,
    Role.STUDENT: frozenset(),
}

# An enrolment manager with one of these does that work instead of enrolling: the capability
# replaces the base powers. Support answers students, so it sees them; marketing sees no learner.
_INSTEAD: dict[Capability, frozenset[Permission]] = {
    Capability.MARKETING: _EVERYBODY,
    Capability.SUPPORT: _EVERYBODY
    | _ENROLLED
    | {Permission.LEARNING_PROGRESS_READ, Permission.LEARNING_RECORDINGS_READ},
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
