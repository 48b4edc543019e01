"""Tests of policies as the catalogue prints them, taken apart and put into plain words."""

from __future__ import annotations

import re

_TENANT = "organization_id = <org_id>"
# The gate of an arm, as it stands before the rows, with the organisation in it, or with the person.
_GATES = (
    re.compile(r"<holding\((.*)\)> IS NOT NULL"),
    re.compile(r"organization_id = <org_of\((.*)\)>"),
    re.compile(r"\w+ = <acting_as\((.*)\)>"),
)
_POWER = re.compile(r"'(\w+)'::text")
# `( SELECT private.actor_id() AS actor_id)` → `<actor_id>`; with arguments they stay.
_HELPER = re.compile(r"\( SELECT private\.(\w+)\(((?:[^()]|\([^()]*\))*)\) AS \w+\)")
_EACH_OF = re.compile(r"\( SELECT unnest\((<\w+>)\) AS unnest\)")
ALL = "all of the organisation"
OWN = "own rows"
ASSIGNED = "assigned students"
EVERY_ORGANISATION = "all organisations"
# Where a mentor's id is not the one of a learner but of whoever made or holds it.
_HELD_BY_MENTORS = ("public.assignments", "public.success_sessions")

_WORDS: dict[str, str] = {
    "true": ALL,
    "user_id = <actor_id>": OWN,
    "id = <actor_id>": OWN,
    "mentor_id = <actor_id>": ASSIGNED,
    "mentor_id IS NULL": ALL,
    "assigned_to = <actor_id>": "assigned to oneself",
    "admin_id = <actor_id>": "done by oneself",
    "made_by = <actor_id>": "made by oneself",
    "kept_by = <actor_id>": OWN,
    "person_id = <actor_id>": OWN,
    "person_id IS NULL": "about students",
    "role = 'student'::text": "students",
    "role <> 'superadmin'::text": "all but superadmins",
    "id IN <my_student_users>": ASSIGNED,
    "user_id <> ALL (<superadmins>::uuid[])": "all but superadmins",
    "student_id IS NOT NULL": "about students",
    "student_id IN <my_students>": ASSIGNED,
    "ticket_id IN <my_tickets>": "of tickets that one sees",
    "session_id IN <my_sessions>": "of own sessions",
    "batch_id IN <my_student_batches>": "batches of assigned students",
    "visibility = 'student'::text": "that are shown to them",
    "sensitivity = 'normal'::text": "ordinary ones",
    "audience = 'mine'::text": "not shared",
    "audience <> 'mine'::text": "shared ones",
    "audience = ANY (<my_audiences>::text[])": "shared with them",
    "completed_at IS NULL": "still open",
    "is_published": "published ones",
    "is_active": "active ones",
    "NOT is_internal": "not internal",
    "status <> 'draft'::text": "no drafts",
    "id = ANY (<my_courses>::uuid[])": "own courses",
    "course_id = ANY (<my_courses>::uuid[])": "of own courses",
    "id = ANY (<my_batches>::uuid[])": "own batches",
    "batch_id = ANY (<my_batches>::uuid[])": "of own batches",
    "id = ANY (<my_recordings>::uuid[])": "unlocked ones",
    "recording_id = ANY (<my_recordings>::uuid[])": "of unlocked recordings",
    "recording_id IS NULL": "of no recording",
    "batch_id IS NULL": "of no batch",
    "course_id IS NULL": "of no course",
    "for_team": "of the whole team",
    "audience = 'everyone'::text": "for everyone",
    "scope = 'everyone'::text": "for everyone",
    "<is_feature_enabled('mentor_assignment_creation'::text)>": "where the switch allows it",
}


def arms_of(test: str, powers: frozenset[str]) -> list[str]:
    """Return the tests of rows in a policy that hold for these powers; the tenant in front of them is left out.

    A policy of another shape comes back whole, as one test of everybody.
    """
    plain = _HELPER.sub(lambda found: f"<{found[1]}({found[2]})>" if found[2] else f"<{found[1]}>", test)
    plain = _EACH_OF.sub(r"\1", plain)
    tenant, *rest = split(plain, "AND")
    if "<org_id>" in tenant and rest:
        arms = split(" AND ".join(rest), "OR")
    elif "<org_of(" in plain:
        arms, tenant = split(plain, "OR"), ""
    else:
        return [plain]
    found = [rows for arm in arms if (rows := _rows_of(arm, powers))]
    return [EVERY_ORGANISATION] if "<has_role(" in tenant and "superadmin" in powers and found else found


def _rows_of(arm: str, powers: frozenset[str]) -> str:
    """Return the test of rows of one arm; nothing where its gate is shut to these powers. What has no gate is everybody's."""
    gate, *rows = split(arm, "AND")
    if gate in {"true", _TENANT}:
        return " AND ".join(rows)
    named = next((found for each in _GATES if (found := each.fullmatch(gate))), None)
    if named is None:
        return arm
    if not set(_POWER.findall(named[1])) & powers:
        return ""
    if "<acting_as(" in gate:
        return f"{gate.partition(' ')[0]} = <actor_id>"
    return " AND ".join(rows) or "true"


def words_of_arms(arms: list[str], table: str, persona: str) -> str:
    """Return the arms in plain words, joined by "or"; nothing for none. The widest stands alone."""
    words = list(dict.fromkeys(_said(arm, table, persona) for arm in arms))
    return next((each for each in words if each in {ALL, EVERY_ORGANISATION}), " or ".join(words))


def _said(test: str, table: str, persona: str) -> str:
    if test == EVERY_ORGANISATION:
        return test
    parts = split(test, "OR")
    if len(parts) > 1:
        return " or ".join(_said(part, table, persona) for part in parts)
    parts = split(test, "AND")
    if len(parts) > 1:
        return ", ".join(_said(part, table, persona) for part in parts)
    return _one(parts[0], table, persona)


def _one(test: str, table: str, persona: str) -> str:
    if table in _HELD_BY_MENTORS and test.startswith("mentor_id"):
        return "unowned ones" if test.endswith("NULL") else OWN
    # What open pages hear of names tables one by one; their names would fill the cell.
    words = "of some tables" if test.startswith("topic ") else _WORDS.get(test, test)
    return OWN if words == ASSIGNED and persona == "student" else words


def split(test: str, word: str) -> list[str]:
    """Return the parts of a test that `word` joins at its outermost level, each without parentheses around it."""
    inside = _bare(test)
    parts, depth, start, joint = [], 0, 0, f" {word} "
    for place, letter in enumerate(inside):
        depth += (letter == "(") - (letter == ")")
        if depth == 0 and inside.startswith(joint, place):
            parts.append(inside[start:place])
            start = place + len(joint)
    return [_bare(part) for part in (*parts, inside[start:])]


def _bare(test: str) -> str:
    """Return a test without the parentheses that hold all of it."""
    while test.startswith("(") and test.endswith(")") and _closes_last(test):
        test = test[1:-1]
    return test


def _closes_last(test: str) -> bool:
    depth = 0
    for place, letter in enumerate(test):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return place == len(test) - 1
    return False
