"""The words of the oracle's matrix. Whose a learner is comes from the assignments, never from a copied column."""

from collections.abc import Callable
from typing import Any

from tests.policies.world import Person, World

Row = dict[str, Any]
# Which column names the person that a row is about, where it is not the learner's account.
OWNERS = {
    "public.users": "id",
    "public.user_roles": "user_id",
    "public.user_sessions": "user_id",
    "public.notifications": "user_id",
    "public.user_activity_logs": "user_id",
    "dashboard.activity_figures": "user_id",
    "public.admin_logs": "admin_id",
    "dashboard.saved_views": "made_by",
    "dashboard.list_layouts": "kept_by",
}


def learner(world: World, table: str, row: Row) -> Row | None:
    """Return the student that a row is about."""
    if table == "public.students":
        return row
    if table == "public.users":
        return world.student_of_account.get(row["id"])
    return world.students.get(row.get("student_id"))


def own(world: World, person: Person, table: str, row: Row) -> bool:
    if table == "public.student_mentor_assignments" and person.role == "mentor":
        return row["mentor_id"] == person.user_id
    if table in OWNERS:
        return row[OWNERS[table]] == person.user_id
    about = learner(world, table, row)
    return about is not None and about["user_id"] == person.user_id


def mine(world: World, person: Person, table: str, row: Row) -> bool:
    about = learner(world, table, row)
    return about is not None and world.mentor_of.get(about["id"]) == person.user_id


def below(world: World, person: Person, table: str, row: Row) -> bool:
    account = row["id"] if table == "public.users" else row["user_id"]
    return world.roles.get(account) != "superadmin"


def of_a_learner(world: World, person: Person, table: str, row: Row) -> bool:
    return learner(world, table, row) is not None


def courses_of(world: World, person: Person) -> set[str]:
    return {e["course_id"] for e in world.places if _live(world, person, e)}


def _live(world: World, person: Person, place: Row) -> bool:
    student = world.students[place["student_id"]]
    return student["user_id"] == person.user_id and place["status"] in ("active", "completed")


def enrolled(world: World, person: Person, table: str, row: Row) -> bool:
    if table == "public.courses":
        return row["is_published"] and row["id"] in courses_of(world, person)
    return row["course_id"] in courses_of(world, person)


def cohort(world: World, person: Person, table: str, row: Row) -> bool:
    return row["id"] in {e["batch_id"] for e in world.places if _live(world, person, e)}


def _opened(world: World, person: Person) -> set[str]:
    return {
        u["recording_id"]
        for u in world.unlocks
        if u["revoked_at"] is None and world.students[u["student_id"]]["user_id"] == person.user_id
    }


def unlocked(world: World, person: Person, table: str, row: Row) -> bool:
    return row["id"] in _opened(world, person)


def opened(world: World, person: Person, table: str, row: Row) -> bool:
    """Work of a course of theirs that is on, and whose recording, if it waits for one, is unlocked."""
    waits = row["recording_id"]
    here = row["is_active"] and row["course_id"] in courses_of(world, person)
    return here and (waits is None or waits in _opened(world, person))


def flagged(world: World, person: Person, table: str, row: Row) -> bool:
    """A mentor's new work is the mentor's own; whether mentors make any is the school's choice."""
    return row["mentor_id"] == person.user_id and world.flag(person.organization_id, "mentor_assignment_creation")


def cohorts(world: World, person: Person, table: str, row: Row) -> bool:
    """A class of a batch that a learner of this mentor is in."""
    places = [e for e in world.places if e["status"] in ("active", "completed")]
    mine = {e["batch_id"] for e in places if world.mentor_of.get(e["student_id"]) == person.user_id}
    return row["batch_id"] is not None and row["batch_id"] in mine


def invited(world: World, person: Person, table: str, row: Row) -> bool:
    """A class for the learner's batch or, where it is for no batch, for a course of theirs or for everybody."""
    if row["status"] == "draft":
        return False
    if row["batch_id"] is not None:
        return cohort(world, person, table, {"id": row["batch_id"]})
    return row["course_id"] is None or row["course_id"] in courses_of(world, person)


def held(world: World, person: Person, table: str, row: Row) -> bool:
    found = {each["id"]: each for each in world.rows["public.success_sessions"]}
    return found[row["session_id"]]["mentor_id"] == person.user_id


def taken(world: World, person: Person, table: str, row: Row) -> bool:
    return row["assigned_to"] == person.user_id


def _ticket(world: World, row: Row) -> Row:
    return {each["id"]: each for each in world.rows["public.support_tickets"]}[row["ticket_id"]]


def asked(world: World, person: Person, table: str, row: Row) -> bool:
    """A reply on a ticket that the mentor sees."""
    ticket = _ticket(world, row)
    return mine(world, person, table, ticket) or taken(world, person, table, ticket)


def answered(world: World, person: Person, table: str, row: Row) -> bool:
    """A reply on a ticket of one's own that is not between staff."""
    return own(world, person, "public.support_tickets", _ticket(world, row)) and not row["is_internal"]


WORDS: dict[str, Callable[[World, Person, str, Row], bool]] = {
    "O": lambda w, p, t, r: True,
    "W": own,
    "M": mine,
    "below": below,
    "learners": of_a_learner,
    "enrolled": enrolled,
    "unlocked": unlocked,
    "cohort": cohort,
    "opened": opened,
    "flagged": flagged,
    "unowned": lambda w, p, t, r: r["mentor_id"] in (None, p.user_id),
    "cohorts": cohorts,
    "invited": invited,
    "hosted": lambda w, p, t, r: r["mentor_id"] == p.user_id,
    "held": held,
    "taken": taken,
    "asked": asked,
    "answered": answered,
    "draft": lambda w, p, t, r: own(w, p, t, r) and r["completed_at"] is None,
    "normal": lambda w, p, t, r: r["sensitivity"] == "normal",
    "shown": lambda w, p, t, r: own(w, p, t, r) and r["visibility"] == "student",
    # Sums of all learners, and of one mentor's.
    "whole": lambda w, p, t, r: r["mentor_id"] is None,
    "part": lambda w, p, t, r: r["mentor_id"] == p.user_id,
    "said": lambda w, p, t, r: r["audience"] == "everyone",
    # Saved views: one's own, and those shared with everyone, with the role, or with a capability.
    "mine": lambda w, p, t, r: own(w, p, t, r) and r["audience"] == "mine",
    "meant": lambda w, p, t, r: own(w, p, t, r) or r["audience"] in p.audiences,
    "views": lambda w, p, t, r: own(w, p, t, r) or r["audience"] != "mine",
    "view": lambda w, p, t, r: own(w, p, t, r) or r["audience"] != "mine",
}
