"""What the environment says: read once, checked at once, and a missing or bad value is one sentence naming it."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo  # noqa: TC002 - pydantic reads annotations at run time
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from growthos_ui.errors import GrowthError, Kind

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_SECRET_LENGTH_MIN = 32

_MEANING = {
    "DATABASE_URL": "the address with which the app signs in to PostgreSQL, postgresql://…",
    "DATABASE_OWNER_URL": "the address of the database's owner, postgresql://…",
    "DATABASE_WORKER_URL": "the address with which jobs sign in to PostgreSQL, postgresql://…",
    "DATABASE_SIGN_IN_URL": "the address with which sign-ins are checked, postgresql://…",
    "SMTP_URL": "the mail server, smtp://user:password@host:587 or smtps://…",
    "MAIL_FROM": "the address that mails come from, where SMTP_URL names a server",
    "REDIS_URL": "the Redis that several servers share, redis://:password@host:6379/0 or rediss://…",
    "PUBLIC_URL": "the address that people type, https://…",
    "SECRET": f"at least {_SECRET_LENGTH_MIN} random characters",
}


def _database_address(value: str) -> str:
    if urlsplit(value).scheme not in {"postgresql", "postgres"}:
        raise ValueError("must begin with postgresql://")
    return value


def public_origin(value: str) -> str:
    """Return the origin of a public address; https unless it is on this very machine. Raises ValueError."""
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("must be an address such as https://dashboard.example.org")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username:
        raise ValueError("must hold no path, no query and no user name")
    if parts.scheme == "http" and parts.hostname not in {name.strip("[]") for name in LOOPBACK}:
        raise ValueError("must begin with https:// unless it is on this machine")
    return f"{parts.scheme}://{parts.netloc}"


def allowed_origins(origin: str) -> list[str]:
    """Return the origins that may open a socket: the public one, and on loopback its other spellings."""
    parts = urlsplit(origin)
    if parts.hostname not in {name.strip("[]") for name in LOOPBACK}:
        return [origin]
    port = f":{parts.port}" if parts.port else ""
    return [f"{parts.scheme}://{name}{port}" for name in LOOPBACK]


def _redis_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"redis", "rediss"} or not parts.hostname:
        raise ValueError("must begin with redis:// or rediss:// and name a host")
    if not parts.password:
        raise ValueError("must hold a password: whoever writes to it runs code in the servers")
    return value


def _mail_server_address(value: str) -> str:
    if urlsplit(value).scheme not in {"smtp", "smtps"} or not urlsplit(value).hostname:
        raise ValueError("must begin with smtp:// or smtps:// and name a host")
    return value


def _sender_address(value: str) -> str:
    name, _, domain = value.partition("@")
    if not name or "." not in domain.strip(".") or any(sign.isspace() or sign in '<>@",' for sign in name + domain):
        raise ValueError("must be an address such as billing@school.example")
    return value


DatabaseAddress = Annotated[str, AfterValidator(_database_address)]
RedisAddress = Annotated[str, AfterValidator(_redis_address)]
MailServerAddress = Annotated[str, AfterValidator(_mail_server_address)]
SenderAddress = Annotated[str, AfterValidator(_sender_address)]


class _FromFiles(PydanticBaseSettingsSource):
    """Reads NAME from the file that NAME_FILE points to, as container platforms hand over secrets."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:  # noqa: ARG002
        path = os.environ.get(f"{field_name.upper()}_FILE")
        return (Path(path).read_text(encoding="utf-8").strip() if path else None), field_name, False

    def __call__(self) -> dict[str, Any]:
        found = {name: self.get_field_value(field, name)[0] for name, field in self.settings_cls.model_fields.items()}
        return {name: value for name, value in found.items() if value is not None}


class _FromEnvironment(BaseSettings):
    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, _FromFiles(settings_cls)


_Kept = TypeVar("_Kept", bound=_FromEnvironment)


class MailSettings(_FromEnvironment):
    """Where mails go: both, or none."""

    smtp_url: MailServerAddress | None = Field(default=None, repr=False)
    mail_from: SenderAddress | None = Field(default=None, validate_default=True)

    @field_validator("mail_from")
    @classmethod
    def _beside_the_server(cls, value: str | None, info: ValidationInfo) -> str | None:
        if ("smtp_url" in info.data) and (value is None) != (info.data["smtp_url"] is None):
            raise ValueError("it goes with SMTP_URL: set both, or neither")
        return value


class Settings(MailSettings):
    """What a serving process needs. It holds no address of the owner: nothing that serves may change the schema."""

    database_url: DatabaseAddress = Field(repr=False)
    database_sign_in_url: DatabaseAddress = Field(repr=False)
    database_worker_url: DatabaseAddress | None = Field(default=None, repr=False)
    database_listen_url: DatabaseAddress | None = Field(default=None, repr=False)
    public_url: Annotated[str, AfterValidator(public_origin)]
    secret: str = Field(min_length=_SECRET_LENGTH_MIN, repr=False)
    sign_in_idle_hours: int = Field(default=8, ge=1, le=168)
    sign_in_hours: int = Field(default=12, ge=1, le=720)
    trusted_proxy_hops: int = Field(default=0, ge=0, le=10)
    host: str = "127.0.0.1"
    port: int = Field(default=8321, ge=1, le=65535)
    database_behind_pooler: bool = False
    run_jobs: bool = True
    redis_url: RedisAddress | None = Field(default=None, repr=False)

    @property
    def listen_url(self) -> str:
        """The direct address for LISTEN: a pooler accepts LISTEN and delivers nothing."""
        return self.database_listen_url or self.database_sign_in_url

    @property
    def origins(self) -> list[str]:
        """The origins that may open a socket."""
        return allowed_origins(self.public_url)


class OwnerSettings(_FromEnvironment):
    """What `migrate`, `import`, `user` and `check` need."""

    database_owner_url: DatabaseAddress = Field(repr=False)
    growthos_oulad: Path | None = None


class WorkerSettings(_FromEnvironment):
    """What `job` needs."""

    database_worker_url: DatabaseAddress = Field(repr=False)


class EveryAddress(OwnerSettings):
    """What `bench` needs: it asks as the app does, and chooses samples as the owner."""

    database_url: DatabaseAddress = Field(repr=False)
    database_sign_in_url: DatabaseAddress = Field(repr=False)


@cache
def settings() -> Settings:
    """Return the settings of a serving process. Raises GrowthError with a sentence naming the variable."""
    return _read(Settings)


@cache
def owner_settings() -> OwnerSettings:
    """Return the settings of a command that acts as the owner. Raises GrowthError naming the variable."""
    return _read(OwnerSettings)


def every_address() -> EveryAddress:
    """Return the addresses of the owner, the app and the sign-in. Raises GrowthError naming the variable."""
    return _read(EveryAddress)


@cache
def mail_settings() -> MailSettings:
    """Return where mails go, for a command that sends them. Raises GrowthError naming the variable."""
    return _read(MailSettings)


@cache
def worker_settings() -> WorkerSettings:
    """Return the settings of a job that is started by hand. Raises GrowthError naming the variable."""
    return _read(WorkerSettings)


def _read(kind: type[_Kept]) -> _Kept:
    _refuse_both(kind)
    try:
        return kind()
    except ValidationError as error:
        raise _sentence(error) from None
    except OSError as error:
        raise GrowthError(
            Kind.INVALID, f"The file {error.filename} named by a …_FILE setting cannot be read."
        ) from None


def _refuse_both(kind: type[_FromEnvironment]) -> None:
    for name in map(str.upper, kind.model_fields):
        if os.environ.get(name) and os.environ.get(f"{name}_FILE"):
            raise GrowthError(Kind.INVALID, f"{name} and {name}_FILE are both set: keep one.", field=name)


def _sentence(error: ValidationError) -> GrowthError:
    first = error.errors(include_input=False, include_url=False)[0]
    name = str(first["loc"][0]).upper()
    meaning = _MEANING.get(name)
    remedy = f"It is {meaning}." if meaning else None
    if first["type"] == "missing":
        return GrowthError(Kind.INVALID, f"{name} is not set.", field=name, remedy=remedy)
    reason = str(first["msg"]).removeprefix("Value error, ")
    return GrowthError(
        Kind.INVALID, f"{name} is not usable: {reason[:1].lower()}{reason[1:]}.", field=name, remedy=remedy
    )
