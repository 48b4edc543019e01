"""The demo's own secrets: made at its first start, and kept in a 0600 file of the data folder."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from pathlib import Path

_NAME = "demo.json"


@dataclass(frozen=True, slots=True)
class DemoSecrets:
    """The key of the dashboard and the password of the cast. `new` says that nobody has this password yet."""

    data_dir: Path
    secret: str
    password: str
    new: bool

    def keep(self) -> None:
        """Write them down, once the cast has the password: an interruption before that makes new ones again."""
        from growthos_ui.embedded.folder import DataFolder

        if self.new:
            text = json.dumps({"secret": self.secret, "password": self.password})
            DataFolder(self.data_dir).write_private(self.data_dir / _NAME, text)


def secrets_of(data_dir: Path) -> DemoSecrets:
    """Return what was kept, or new ones where there is no file. Raises GrowthError for a file that cannot be read."""
    path = data_dir / _NAME
    try:
        kept = json.loads(path.read_text())
        return DemoSecrets(data_dir, _word(kept["secret"]), _word(kept["password"]), new=False)
    except FileNotFoundError:
        password = "-".join(secrets.token_hex(2) for _ in range(4))
        return DemoSecrets(data_dir, secrets.token_urlsafe(48), password, new=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GrowthError(
            Kind.UNAVAILABLE,
            f"The demo's passwords in {path} cannot be read.",
            remedy="Remove that file and start again: everybody gets a new password.",
        ) from error


def _word(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value
