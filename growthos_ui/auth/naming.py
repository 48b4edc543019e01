"""What people call the roles and capabilities."""

from __future__ import annotations

from growthos_ui.auth.permissions import Capability, Role

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


def role_words(role: Role, capabilities: frozenset[Capability]) -> str:
    """Return the role as people say it: "Finance", "Admin, read only", "Mentor"."""
    named = [CAPABILITY_WORDS[each] for each in sorted(capabilities) if each is not Capability.READ_ONLY]
    words = " and ".join(named) if role is Role.ENROLLMENT_MANAGER and named else ROLE_WORDS[role]
    return f"{words}, read only" if Capability.READ_ONLY in capabilities else words
