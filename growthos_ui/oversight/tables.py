"""The lists of oversight: the audit, activity, and who is signed in."""

from __future__ import annotations

from growthos_ui.auth.naming import ROLE_WORDS
from growthos_ui.auth.permissions import Permission
from growthos_ui.learning.naming import by_learner
from growthos_ui.learning.tables import holds
from growthos_ui.listing.columns import Badge, Code, Count, Mark, Moment, Person
from growthos_ui.listing.filters import Choice, DayRange, Flag, Related
from growthos_ui.listing.listing import Listing
from growthos_ui.listing.search import Search
from growthos_ui.oversight import queries
from growthos_ui.oversight.columns import Description, Device, Instant, Named, Opener, Post
from growthos_ui.oversight.signing_out import END_SIGN_INS
from growthos_ui.oversight.words import ACTIONS, DOINGS, TABLES

ROLES = {role.value: words for role, words in ROLE_WORDS.items()}
SENSITIVITIES = (
    Mark("normal", "Ordinary", "dot", "neutral"),
    Mark("restricted", "Restricted", "ring", "info"),
)
VISIBILITIES = (
    Mark("student", "The student too", "dot", "neutral"),
    Mark("staff", "Staff only", "ring", "info"),
)
KINDS = (Mark("dashboard", "Dashboard", "dot", "neutral"), Mark("lms", "Learners' site", "ring", "neutral"))
WHOSE = (
    Mark("this", "This device", "star", "info"),
    Mark("own", "Yours", "dot", "info"),
    Mark("other", "Another person", "dot", "off"),
)


def choices(marks: tuple[Mark, ...]) -> tuple[tuple[str, str], ...]:
    """Return the values and words of marks, as a filter offers them."""
    return tuple((mark.value, mark.words) for mark in marks)


AUDIT = Listing(
    name="audit",
    title="Audit log",
    noun=("entry", "entries"),
    source=queries.audit,
    lean=(queries.bare_audit,),
    columns=(
        Instant(name="timestamp", label="When", sort_by="timestamp", card="pair"),
        Person(name="actor_name", label="Who", card="sub"),
        Named(name="actor_role", label="Role", known=ROLES, is_quiet=True, about="The role at the time"),
        Opener(name="action", label="Action", known=ACTIONS, card="title"),
        Named(name="table_name", label="Table", known=TABLES, card="sub"),
        Description(name="description", label="Description", card="sub"),
        Person(name="person_name", label="Person affected", card="pair"),
        Code(name="student_code", label="Code", starts_hidden=True),
        Badge(
            name="sensitivity",
            label="Sensitivity",
            marks=SENSITIVITIES,
            card="state",
            needs=Permission.OVERSIGHT_RESTRICTED_READ,
        ),
        Code(name="record", label="Record", starts_hidden=True),
        Code(name="request_id", label="Request"),
    ),
    filters=(
        Related(name="who", label="Who", on="admin_id", options=queries.staff, none=queries.PROGRAM),
        Choice(name="action", label="Action", choices=tuple(ACTIONS.items())),
        Choice(name="table", label="Table", on="table_name", choices=tuple(TABLES.items())),
        DayRange(name="when", label="When", on="timestamp"),
        Choice(
            name="sensitivity",
            label="Sensitivity",
            choices=choices(SENSITIVITIES),
            needs=Permission.OVERSIGHT_RESTRICTED_READ,
        ),
    ),
    search=by_learner(of="target_student_id"),
    sort="-timestamp",
    read=Permission.OVERSIGHT_AUDIT_READ,
    export=Permission.OVERSIGHT_AUDIT_EXPORT,
    absent="An entry appears here when somebody changes something.",
)

ACTIVITY = Listing(
    name="activity",
    title="Activity",
    noun=("act", "acts"),
    source=queries.activity,
    lean=(queries.bare_activity,),
    summed=(queries.summed_activity,),
    columns=(
        Instant(name="occurred_at", label="When", sort_by="occurred_at", card="pair"),
        Person(name="person_name", label="Person", card="title"),
        Code(name="student_code", label="Code", card="sub"),
        Named(name="activity_type", label="Act", known=DOINGS, card="sub"),
        Named(name="reference_table", label="On", known=TABLES, about="The table of what it was done to", card="pair"),
        Badge(name="visibility", label="Shown to", marks=VISIBILITIES, card="state"),
        Person(name="actor_name", label="Written by", about="Who wrote it down, where somebody did"),
    ),
    filters=(
        Choice(name="type", label="Act", on="activity_type", choices=tuple(DOINGS.items())),
        DayRange(name="when", label="When", on="occurred_at"),
        Choice(name="visibility", label="Shown to", choices=choices(VISIBILITIES)),
        Related(name="staff", label="Staff", on="user_id", options=queries.staff),
    ),
    search=by_learner(),
    sort="-occurred_at",
    read=Permission.OVERSIGHT_ACTIVITY_READ,
    export=Permission.OVERSIGHT_ACTIVITY_EXPORT,
    absent="An act appears here when a person does something.",
)

_SAID = ("person_name", "email", "address", "address_digits", "user_agent")

SIGN_INS = Listing(
    name="sign-ins",
    title="Active sign-ins",
    noun=("sign-in", "sign-ins"),
    source=queries.sign_ins,
    columns=(
        Person(name="person_name", label="Person", card="title"),
        Badge(name="whose_it_is", label="Whose", marks=WHOSE, card="state"),
        Post(name="post", label="Role", card="sub"),
        Device(name="user_agent", label="Device", card="sub"),
        Code(name="address", label="Address", card="pair"),
        Badge(name="kind", label="Site", marks=KINDS),
        Count(name="devices", label="Devices", about="How many sign-ins of this person are open now"),
        Moment(name="last_seen_at", label="Last seen", sort_by="last_seen_at", card="pair"),
        Instant(name="first_seen_at", label="Signed in", sort_by="first_seen_at"),
        Instant(name="expires_at", label="Ends", sort_by="expires_at", about="At the latest; sooner where it rests"),
    ),
    filters=(
        Choice(name="role", label="Role", choices=tuple(ROLES.items())),
        Choice(name="into", label="Site", on="kind", choices=choices(KINDS)),
        Related(name="staff", label="Staff", on="user_id", options=queries.staff),
        Flag(name="twice", label="Devices", yes="Two or more", no="One"),
        DayRange(name="seen", label="Last seen", on="last_seen_at"),
    ),
    search=Search(placeholder="Name, e-mail, address or device", on=_SAID, clause=holds(*_SAID)),
    sort="-last_seen_at",
    read=Permission.OVERSIGHT_SIGN_INS_READ,
    acts=(END_SIGN_INS,),
    absent="A sign-in appears here when somebody signs in.",
)
