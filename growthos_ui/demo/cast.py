"""The cast: the people who appear in the demo, the tests, the screenshots and the documentation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from growthos_ui.auth.permissions import Capability, Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    import psycopg

_NAMESPACE = UUID("6f1d3a52-94c1-5c5e-8f2b-0d6a4f7b9a10")


@dataclass(frozen=True, slots=True)
class School:
    """One of the two organisations."""

    slug: str
    name: str
    timezone: str
    currency: str

    @property
    def id(self) -> UUID:
        """The same on every machine and every day."""
        return uuid5(_NAMESPACE, f"organization {self.slug}")


@dataclass(frozen=True, slots=True)
class Member:
    """One person; `key` is the first name in lower case, `mentor` the key of a student's mentor."""

    name: str
    role: Role
    school: School
    capabilities: frozenset[Capability] = field(default_factory=frozenset)
    mentor: str | None = None

    @property
    def key(self) -> str:
        """How tests call this person."""
        return self.name.split()[0].lower()

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.name.replace(' ', '.').lower()}@{self.school.slug}.example"

    @property
    def id(self) -> UUID:
        """The account's id."""
        return uuid5(_NAMESPACE, f"user {self.key}")

    @property
    def student_id(self) -> UUID:
        """The id of the row in students, for a student."""
        return uuid5(_NAMESPACE, f"student {self.key}")


NORTHGATE = School("northgate", "Northgate Academy", "Asia/Karachi", "PKR")
LAKESIDE = School("lakeside", "Lakeside Institute", "Europe/London", "GBP")
SCHOOLS = (NORTHGATE, LAKESIDE)

SAM = Member("Sam Okafor", Role.SUPERADMIN, NORTHGATE)
NADIA = Member("Nadia Rahman", Role.ADMIN, NORTHGATE)
ENZO = Member("Enzo Conti", Role.ENROLLMENT_MANAGER, NORTHGATE)
MAYA = Member("Maya Iqbal", Role.MENTOR, NORTHGATE)
KENJI = Member("Kenji Arai", Role.MENTOR, NORTHGATE)
FARAH = Member("Farah Siddiqui", Role.ENROLLMENT_MANAGER, NORTHGATE, frozenset({Capability.FINANCE}))
MARCO = Member("Marco Costa", Role.ENROLLMENT_MANAGER, NORTHGATE, frozenset({Capability.MARKETING}))
TARA = Member("Tara Silva", Role.ENROLLMENT_MANAGER, NORTHGATE, frozenset({Capability.SUPPORT}))
VERA = Member("Vera Novak", Role.ADMIN, NORTHGATE, frozenset({Capability.READ_ONLY}))
ALICE = Member("Alice Ahmed", Role.STUDENT, NORTHGATE, mentor="maya")
BEN = Member("Ben Yusuf", Role.STUDENT, NORTHGATE, mentor="kenji")
MALLORY = Member("Mallory Reed", Role.ADMIN, LAKESIDE)
OTTO = Member("Otto Lang", Role.MENTOR, LAKESIDE)
BEA = Member("Bea Marsh", Role.STUDENT, LAKESIDE, mentor="otto")

CAST = (SAM, NADIA, ENZO, MAYA, KENJI, FARAH, MARCO, TARA, VERA, ALICE, BEN, MALLORY, OTTO, BEA)
BY_KEY = {member.key: member for member in CAST}
# Who assigns mentors and grants roles in each school.
_HEADS = {NORTHGATE: NADIA, LAKESIDE: MALLORY}


def insert_cast(connection: psycopg.Connection, password_hashes: Mapping[str, str]) -> None:
    """Add the schools and the people who are not there yet, as the owner; the caller commits.

    `password_hashes` maps a key ("maya") to an argon2id hash; whoever is not named has no password.
    """
    with connection.cursor() as cursor:
        cursor.executemany(_SCHOOL, [(s.id, s.name, s.slug, s.timezone) for s in SCHOOLS])
        cursor.executemany(_SETTINGS, [(s.id, s.name, s.currency) for s in SCHOOLS])
        cursor.executemany(
            _USER, [(m.id, m.school.id, m.email, m.name, m.role.value, password_hashes.get(m.key)) for m in CAST]
        )
        cursor.executemany(
            _ROLE, [(uuid5(m.id, "role"), m.school.id, m.id, m.role.value, sorted(m.capabilities)) for m in CAST]
        )
        students = [member for member in CAST if member.role is Role.STUDENT]
        cursor.executemany(_STUDENT, [(m.student_id, m.school.id, m.id) for m in students])
        cursor.executemany(
            _MENTOR,
            [
                (uuid5(m.student_id, "mentor"), m.school.id, m.student_id, BY_KEY[m.mentor].id, _HEADS[m.school].id)
                for m in students
                if m.mentor
            ],
        )


_SCHOOL = """
    insert into public.organizations (id, name, slug, timezone) values (%s, %s, %s, %s) on conflict do nothing"""
_SETTINGS = """
    insert into public.company_settings (organization_id, company_name, default_currency) values (%s, %s, %s)
    on conflict do nothing"""
_USER = """
    insert into public.users (id, organization_id, email, full_name, role, password_hash, password_changed_at, must_change_password)
    select w.id, w.school, w.email, w.name, w.role, w.hash, case when w.hash is not null then clock_timestamp() end, false
    from (values (%s::uuid, %s::uuid, %s, %s, %s, %s::text)) as w (id, school, email, name, role, hash) on conflict do nothing"""
_ROLE = """
    insert into public.user_roles (id, organization_id, user_id, role, capabilities) values (%s, %s, %s, %s, %s)
    on conflict do nothing"""
_STUDENT = """
    insert into public.students (id, organization_id, user_id, lms_status) values (%s, %s, %s, 'active')
    on conflict do nothing"""
# A second insert would be a second assignment, not a conflict: the trigger before it ends the first.
_MENTOR = """
    insert into public.student_mentor_assignments (id, organization_id, student_id, mentor_id, assigned_by)
    select wanted.* from (values (%s::uuid, %s::uuid, %s::uuid, %s::uuid, %s::uuid)) as wanted (id, o, s, m, a)
    where not exists (select from public.student_mentor_assignments as known where known.id = wanted.id)"""
