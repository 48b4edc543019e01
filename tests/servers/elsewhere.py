"""A throw-away server of given programs, plain or prepared as a hosted service does, with the face of our embedded one."""

import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import psycopg

from growthos_ui.bootstrap.endings import die_with_parent
from growthos_ui.embedded import databases
from growthos_ui.embedded.account import server_account
from growthos_ui.embedded.binaries import installation
from tests.places import private_folder
from tests.servers.programs import postgres_of_the_system

ROLES = ("growthos_owner", "growthos_app", "growthos_sign_in", "growthos_worker")
_ACCESS = """\
local all postgres peer map=us
local all all scram-sha-256
"""
_PLAIN = "create role growthos_owner login createrole createdb password {password}"
# As a hosted database comes: its owner is no superuser, roles and the schema auth are others', and every new table of
# public is granted whole to the roles of its gateway.
_HOSTED = """
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit password {password};
create role supabase_auth_admin nologin noinherit createrole;
grant anon, authenticated, service_role to authenticator;
create role growthos_owner login createrole createdb bypassrls password {password};
{grants}
"""
_GRANTS = "grant anon, authenticated, service_role to growthos_owner with admin option;"
_HOSTED_TEMPLATE = """
create schema auth authorization supabase_auth_admin;
create function auth.uid() returns uuid language sql stable as
  $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
alter function auth.uid() owner to supabase_auth_admin;
create table auth.users (id uuid primary key, email text);
alter table auth.users owner to supabase_auth_admin;
grant usage on schema auth to anon, authenticated, service_role;
grant usage on schema public to anon, authenticated, service_role;
alter default privileges for role growthos_owner in schema public grant all on tables to anon, authenticated, service_role;
alter default privileges for role growthos_owner in schema public grant all on functions to anon, authenticated, service_role;
alter default privileges for role growthos_owner in schema public grant all on sequences to anon, authenticated, service_role;
"""


class OtherServer:
    """A server on the programs in `programs`; `hosted` prepares it as Supabase does. Usable where EmbeddedServer is."""

    def __init__(self, programs: Path, *, hosted: bool) -> None:
        self._programs, self._hosted, self._account = programs, hosted, server_account()
        self._passwords = {role: secrets.token_urlsafe(24) for role in ROLES}
        self.socket = private_folder()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._account.own(self.socket)
        self._run(
            "initdb", "-D", str(self._data), "-U", "postgres", "-A", "reject", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        (self._data / "pg_hba.conf").write_text(_ACCESS)
        (self._data / "pg_ident.conf").write_text("us root postgres\nus /^(.*)$ postgres\n")
        self._start()
        self._prepare()
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)  # TERM would wait for whoever is connected
            self._process.wait(20)
        shutil.rmtree(self.socket, ignore_errors=True)

    def url(self, role: str = "growthos_owner", database: str = "postgres") -> str:
        return f"postgresql://{role}:{quote(self._passwords[role])}@/{database}?host={quote(str(self.socket), safe='')}"

    def passwords(self) -> dict[str, str]:
        return dict(self._passwords)

    def create_database(self, name: str, template: str | None = None) -> bool:
        return databases.create(self.url(), name, template=template)

    def drop_database(self, name: str) -> None:
        databases.drop(self.url(), name)

    @property
    def _data(self) -> Path:
        return self.socket / "data"

    def _run(self, program: str, *words: str) -> None:
        identity: dict[str, Any] = self._account.identity()
        done = subprocess.run(
            [str(self._programs / program), *words], check=False, capture_output=True, text=True, cwd="/", **identity
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _start(self) -> None:
        settings = {
            "listen_addresses": "", "unix_socket_directories": str(self.socket), "fsync": "off", "full_page_writes": "off",
            "synchronous_commit": "off", "shared_buffers": "128MB", "max_connections": "100", "timezone": "UTC",
        }  # fmt: skip
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        identity: dict[str, Any] = self._account.identity()
        with (self.socket / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [str(self._programs / "postgres"), "-D", str(self._data), *words],
                stdout=log, stderr=log, cwd="/", preexec_fn=die_with_parent(), **identity,  # noqa: PLW1509
            )  # fmt: skip

    def _superuser(self, database: str) -> psycopg.Connection:
        address = f"postgresql://postgres@/{database}?host={quote(str(self.socket), safe='')}"
        for _ in range(200):
            try:
                return psycopg.connect(address, autocommit=True)
            except psycopg.OperationalError:
                time.sleep(0.05)
        raise RuntimeError((self.socket / "log").read_text())

    def _prepare(self) -> None:
        password = f"'{self._passwords['growthos_owner']}'"
        with self._superuser("postgres") as superuser:
            script = _HOSTED if self._hosted else _PLAIN
            superuser.execute(script.format(password=password, grants=_GRANTS))
            superuser.execute("grant pg_signal_backend to growthos_owner")
            superuser.execute(
                "alter role growthos_owner set jit = off"
            )  # planting the school takes a tenth of the time
        if self._hosted:
            with self._superuser("template1") as superuser:
                superuser.execute(_HOSTED_TEMPLATE)


def other_server(kind: str) -> OtherServer:
    """Return a server of the system's programs, the same prepared as a hosted one, or ours prepared as a hosted one."""
    programs = installation() / "bin" if kind == "hosted-embedded" else postgres_of_the_system()
    return OtherServer(programs, hosted=kind != "system")
