"""Who may do what to which row, said a second time: from the documents of the product, and not from the SQL.

Each line of MATRIX is a table, each column a kind of person, each cell "select insert update delete". The words
are those of the domain model: O own organisation, M of the learners assigned to this mentor, W one's own, - nobody.
What only functions do is nobody's. Support sees learners and how far they have come, no marks; marketing sees
courses and batches, no learner; finance adds to the role, and read-only takes every write away.
"""

from dataclasses import dataclass
from typing import Any

from tests.policies.oracle_words import WORDS
from tests.policies.world import Person, World

COMMANDS = ("select", "insert", "update", "delete")
KINDS = ("superadmin", "admin", "enrollment_manager", "support", "marketing", "mentor", "student")

MATRIX = """
# people
organizations               all - - -         O - - -           O - - -           O - - -           O - - -        O - - -             O - - -
users                       O - - -           below - - -       learners+W - - -  learners+W - - -  W - - -        M+W - - -           W - - -
user_roles                  O - - -           O - - -           W - - -           W - - -           W - - -        W - - -             W - - -
students                    O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
student_details             O O O -           O O O -           O O O -           O - - -           - - - -        M - - -             W W W -
user_sessions               O - - -           below - - -       W - - -           W - - -           W - - -        W - - -             W - - -
# learning
courses                     O O O O           O O O O           O - - -           O - - -           O - - -        O - - -             enrolled - - -
modules                     O O O O           O O O O           O - - -           O - - -           O - - -        O - O -             enrolled - - -
available_lessons           O O O O           O O O O           O - - -           O - - -           O - - -        O - O -             enrolled - - -
lesson_recordings           O O O O           O O O O           O - - -           O - - -           O - - -        O - O -             unlocked - - -
batches                     O O O O           O O O O           O - - -           O - - -           O - - -        O - - -             cohort - - -
course_enrollments          O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
student_recordings          O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
sequential_unlocks          O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
video_ratings               O - - O           O - - O           - - - -           - - - -           - - - -        M - - -             W W W -
# coursework
assignments                 O O O O           O O O O           O - - -           O - - -           - - - -        O flagged unowned - opened - - -
student_assignments         O - - -           O - - -           O - - -           - - - -           - - - -        M - - -             W - - -
questionnaire_responses     O - - -           O - - -           O - - -           - - - -           - - - -        M - - -             W W draft -
# finance
invoices                    O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
installment_plans           O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
installment_payments        O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
payment_methods             O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W W W W
# support
support_tickets             O O O -           O O O -           O O O -           O O O -           - - - -        M+taken - taken -   W W - -
support_ticket_replies      O O - -           O O - -           O O - -           O O - -           - - - -        asked asked - -     answered answered - -
notifications               W - W -           W - W -           W - W -           W - W -           W - W -        W - W -             W - W -
# mentoring
student_mentor_assignments  O - - -           O - - -           O - - -           O - - -           - - - -        W - - -             W - - -
success_sessions            O O O O           O O O O           O - - -           O - - -           - - - -        hosted+cohorts hosted hosted -  invited - - -
session_attendance          O O O -           O O O -           O - - -           - - - -           - - - -        M+held held held -  W - - -
student_recovery_messages   O - - -           O - - -           O - - -           - - - -           - - - -        M - - -             - - - -
milestone_celebration       O - - -           O - - -           O - - -           - - - -           - - - -        M - - -             W - W -
# oversight
admin_logs                  O - - -           normal - - -      - - - -           - - - -           - - - -        W - - -             - - - -
user_activity_logs          O - - -           O - - -           learners - - -    learners - - -    - - - -        M+W - - -           shown - - -
student_performance         O - - -           O - - -           - - - -           - - - -           - - - -        M - - -             W - - -
error_logs                  O - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
# growth
integrations                O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             W - - -
shopify_metrics             O - - -           O - - -           - - - -           - - - -           O - - -        M - - -             W - - -
meta_ads_metrics            O - - -           O - - -           - - - -           - - - -           O - - -        M - - -             W - - -
company_settings            O O - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
feature_flags               O O O -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
"""

# What only this application needs. A summary is read like the rows that it sums.
DASHBOARD = """
student_progress            O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
learner_weeks               O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
student_words               O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
student_spellings           O - - -           O - - -           O - - -           O - - -           - - - -        M - - -             W - - -
student_contacts            O - - -           O - - -           O - - -           O - - -           - - - -        - - - -             - - - -
colleagues                  O - - -           O - - -           O - - -           O - - -           - - - -        - - - -             - - - -
cohort_figures              whole - - -       whole - - -       whole - - -       whole - - -       - - - -        part - - -          - - - -
progress_figures            whole - - -       whole - - -       whole - - -       whole - - -       - - - -        part - - -          - - - -
watching_figures            whole - - -       whole - - -       whole - - -       whole - - -       - - - -        part - - -          - - - -
week_figures                whole - - -       whole - - -       whole - - -       whole - - -       - - - -        part - - -          - - - -
activity_figures            O - - -           O - - -           learners - - -    learners - - -    - - - -        M+W - - -           shown - - -
recording_figures           whole - - -       whole - - -       - - - -           whole - - -       - - - -        part - - -          - - - -
mark_figures                whole - - -       whole - - -       whole - - -       - - - -           - - - -        part - - -          - - - -
live_changes                told - - -        told - - -        told - - -        told - - -        told - - -     told - - -          told - - -
risk_episodes               O - - -           O - - -           - - - -           - - - -           - - - -        M - - -             - - - -
saved_views                 views view view view  views view view view  meant mine mine mine  meant mine mine mine  meant mine mine mine  meant mine mine mine  meant mine mine mine
annotations                 O O - O           O O - O           O - - -           said - - -        said - - -     said - - -          - - - -
list_layouts                W W W W           W W W W           W W W W           W W W W           W W W W        W W W W             W W W W
money_acts                  O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
installment_terms           O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
promises                    O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
collection_contacts         O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
reminder_pauses             O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
documents                   O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             W - - -
suspension_holds            O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
money_approvals             O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
job_runs                    O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
bank_lines                  O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
month_acts                  O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
month_figures               O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
imports                     O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
installment_standing        O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
installment_past            O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
document_figures            O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             - - - -
cash_figures                O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             - - - -
owed_figures                O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
arrival_figures             O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
logos                       O - - -           O - - -           O - - -           O - - -           O - - -        O - - -             - - - -
outbox                      O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             - - - -
proof_files                 O - - -           O - - -           O - - -           - - - -           - - - -        - - - -             - - - -
mail_templates              O - - -           O - - -           - - - -           - - - -           - - - -        - - - -             - - - -
place_acts                  - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
money_let_go                - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
counters                    - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
preferences                 - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
sign_in_context             - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
sign_in_throttles           - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
installation                - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
migrations                  - - - -           - - - -           - - - -           - - - -           - - - -        - - - -             - - - -
"""


# What people outside the office may change of a row, where that is less than the row.
PARTS = {
    "public.modules": {"title", "description"},
    "public.available_lessons": {"title", "description"},
    "public.lesson_recordings": {"title"},
    "public.notifications": {"is_read"},
    "public.milestone_celebration": {"is_celebrated"},
    "public.student_details": {"business_info", "learning_preferences", "contact_preferences"},
}


@dataclass(frozen=True)
class Cell:
    """The word of each command, for one kind of person and one table."""

    select: str
    insert: str
    update: str
    delete: str


def _read(room: str, text: str) -> dict[str, dict[str, Cell]]:
    found: dict[str, dict[str, Cell]] = {}
    for line in text.strip().splitlines():
        if line.startswith("#"):
            continue
        name, *words = line.split()
        cells = [Cell(*words[at : at + 4]) for at in range(0, 28, 4)]
        found[f"{room}.{name}"] = dict(zip(KINDS, cells, strict=True))
    return found


CELLS = _read("public", MATRIX) | _read("dashboard", DASHBOARD)
# What the capability finance reads, whatever stands instead of enrolling.
MONEY = {f"public.{name}" for name in ("invoices", "installment_plans", "installment_payments", "payment_methods")}
MONEY |= {"dashboard.money_acts", "dashboard.installment_terms", "dashboard.outbox", "dashboard.documents"}
MONEY |= {"dashboard.promises", "dashboard.collection_contacts", "dashboard.reminder_pauses"}
MONEY |= {"dashboard.suspension_holds", "dashboard.money_approvals", "dashboard.proof_files"}
MONEY |= {"dashboard.month_acts", "dashboard.month_figures"}
MONEY |= {"dashboard.imports", "dashboard.bank_lines", "dashboard.installment_standing", "dashboard.installment_past"}
MONEY |= {
    "dashboard.colleagues",
    "dashboard.cash_figures",
    "dashboard.document_figures",
    "dashboard.owed_figures",
    "dashboard.arrival_figures",
}


def kinds_of(person: Person) -> list[str]:
    """Return the columns of the matrix that a person reads from: one, or those that stand instead of enrolling."""
    instead = [kind for kind in ("marketing", "support") if kind in person.capabilities]
    return instead if person.role == "enrollment_manager" and instead else [person.role]


def allowed(world: World, person: Person, command: str, table: str, row: dict[str, Any]) -> bool:
    """Say whether the person may do this to the row."""
    if command != "select" and "read_only" in person.capabilities:
        return False
    words = [getattr(CELLS[table][kind], command) for kind in kinds_of(person)]
    if command == "select" and "finance" in person.capabilities and table in MONEY:
        words.append("O")
    return any(_meets(world, person, table, row, word) for each in words for word in each.split("+"))


def _meets(world: World, person: Person, table: str, row: dict[str, Any], word: str) -> bool:
    if word == "-":
        return False
    if word == "all":
        return True
    tenant = row["id"] if table == "public.organizations" else row.get("organization_id")
    if tenant != person.organization_id:
        return False
    return RULES[word](world, person, table, row)


def _told(world: World, person: Person, table: str, row: dict[str, Any]) -> bool:
    """A change is told to whom the row is addressed, else to whoever reads others' rows there: mentors their learners'."""
    if row["person_id"] is not None or person.role == "student":
        return row["person_id"] == person.user_id
    if row["for_team"]:
        return True
    if person.role == "mentor":
        return row["mentor_id"] == person.user_id
    room = "public" if f"public.{row['topic']}" in CELLS else "dashboard"
    table = f"{room}.{row['topic']}"
    if "finance" in person.capabilities and table in MONEY:
        return True
    return any(CELLS[table][kind].select not in ("-", "W") for kind in kinds_of(person))


RULES = WORDS | {"told": _told}
