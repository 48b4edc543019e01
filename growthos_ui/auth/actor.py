"""Who is asking: the first argument of everything."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from growthos_ui.auth.naming import role_words
from growthos_ui.auth.powers import permissions_of

if TYPE_CHECKING:
    from uuid import UUID

    from growthos_ui.auth.permissions import Capability, Permission, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, as the database knew them when this work began.

    `token_hash` and `epoch` prove the sign-in to the database at the start of each transaction,
    which looks everything else up again: nothing here is trusted by row security.
    """

    user_id: UUID
    organization_id: UUID
    role: Role
    capabilities: frozenset[Capability]
    name: str
    email: str
    organization: str
    timezone: str
    sign_in_id: UUID
    epoch: int
    token_hash: bytes = field(repr=False)

    @property
    def permissions(self) -> frozenset[Permission]:
        """Everything that this person may ask for."""
        return permissions_of(self.role, self.capabilities)

    @property
    def role_words(self) -> str:
        """The role as people say it."""
        return role_words(self.role, self.capabilities)

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        names = self.name.split()
        return "".join(word[0] for word in (names[:1] + names[1:][-1:])).upper()

    def may(self, permission: Permission) -> bool:
        """Tell whether this person may ask for it."""
        return permission in self.permissions
