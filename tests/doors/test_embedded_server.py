"""The embedded PostgreSQL is private, asks for passwords, and survives what happens to it."""

import os
import shutil
import signal
import stat
import tempfile
from pathlib import Path

import psycopg
import pytest

from growthos_ui.embedded import EmbeddedServer
from growthos_ui.embedded.binaries import make_readable
from growthos_ui.errors import GrowthError
from tests.doors.traces import left_in, processes_about


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def answers(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


@pytest.fixture(scope="module")
def place():
    """A folder that is closed to everybody else, as `mktemp -d` makes it."""
    folder = Path(tempfile.mkdtemp(prefix="growthos-doors-"))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def made(place):
    """A data folder with a cluster in it, stopped; each test starts it, or a copy of it."""
    with EmbeddedServer(place / "data", durable=False) as server:
        server.create_database()
    return place / "data"


@pytest.fixture
def copy(made, place):
    """A copy of the stopped data folder, to be broken."""
    target = place / "copy"
    shutil.copytree(made, target)
    if os.geteuid() == 0:
        for folder, _, names in os.walk(target / "postgres"):
            for path in (Path(folder), *(Path(folder, name) for name in names)):
                os.chown(path, (made / "postgres").stat().st_uid, (made / "postgres").stat().st_gid)
    yield target
    shutil.rmtree(target)


def test_it_asks_for_a_password_even_on_its_own_socket(made):
    with EmbeddedServer(made, durable=False) as server:
        rules = (made / "postgres" / "pg_hba.conf").read_text().splitlines()
        assert [line.split() for line in rules if line and not line.startswith("#")] == [
            ["local", "all", "all", "scram-sha-256"]
        ]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url().replace(server.passwords()["growthos_owner"], "guess"))
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(f"postgresql://growthos_owner@/postgres?host={server.socket}")


def test_it_is_closed_to_everybody_else(made):
    with EmbeddedServer(made, durable=False) as server:
        assert mode(made) == mode(made / "postgres") == mode(server.socket) == "0o700"
        assert mode(server.socket / ".s.PGSQL.5432") == "0o700"
        assert mode(made / "passwords.json") == mode(made / "server.log") == mode(made / "running.json") == "0o600"
        with psycopg.connect(server.url()) as owner:
            assert owner.execute("select current_setting('listen_addresses')").fetchone() == ("",)


def test_its_owner_is_no_superuser_and_no_superuser_may_sign_in(made):
    with EmbeddedServer(made, durable=False) as server, psycopg.connect(server.url()) as owner:
        question = "select rolname, rolcanlogin from pg_roles where rolsuper"
        assert owner.execute(question).fetchall() == [("postgres", False)]
        assert owner.execute(
            "select rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
        ).fetchone() == (
            True,
            True,
        )


def test_the_folders_above_it_are_as_they_were(made, place):
    assert mode(place) == "0o700"
    assert "system.posix_acl_access" not in os.listxattr(place)
    with EmbeddedServer(made, durable=False):
        assert not place.stat().st_mode & stat.S_IRWXO
    assert mode(place) == "0o700"
    assert "system.posix_acl_access" not in os.listxattr(place)


def test_two_servers_under_one_closed_folder_do_not_close_it_to_each_other(made, copy):
    with EmbeddedServer(made, durable=False) as first:
        with EmbeddedServer(copy, durable=False) as second:
            assert answers(second.url())
        with psycopg.connect(first.url()) as owner:  # a new connection loads its library through the closed folder
            owner.execute("do $$ begin perform 1; end $$")


def test_it_leaves_nothing_when_it_stops(made):
    with EmbeddedServer(made, durable=False):
        assert processes_about(made)
    assert processes_about(made) == []
    assert left_in(made) == []


def test_a_second_one_on_the_same_folder_is_refused(made):
    with EmbeddedServer(made, durable=False):
        with pytest.raises(GrowthError, match=rf"data folder {made} is in use by another process \(\d+\)"):
            EmbeddedServer(made, durable=False).start()
        assert processes_about(made)


def test_a_copy_of_a_database_is_made_and_dropped_while_somebody_is_connected(made):
    with EmbeddedServer(made, durable=False) as server:
        assert server.create_database("copied", template="growthos")
        assert not server.create_database("copied")
        connected = psycopg.connect(server.url(database="copied"))
        server.drop_database("copied")
        server.drop_database("copied")
        with pytest.raises(psycopg.OperationalError):
            connected.execute("select 1")
        connected.close()


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(place):
    long = place / ("long" * 30)
    with EmbeddedServer(long, durable=False) as server:
        socket = server.socket
        assert socket.parent != long
        assert mode(socket) == "0o700"
        assert answers(server.url(database="postgres"))
    assert not socket.exists()


def test_it_comes_back_after_a_kill(copy):
    server = EmbeddedServer(copy, durable=False)
    server.start()
    os.kill(int((copy / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    server.stop()
    (copy / "running.json").write_text("{}")
    with EmbeddedServer(copy, durable=False) as again:
        assert answers(again.url())


def test_a_pid_file_whose_number_now_belongs_to_somebody_else_is_no_obstacle(copy):
    pid_file = copy / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{copy / 'postgres'}\n1\n5432\n{copy}\n\n 1 1\nready\n")
    with EmbeddedServer(copy, durable=False) as server:
        assert answers(server.url())


def test_reset_throws_the_data_away(copy):
    (copy / "demo.json").write_text("{}")
    server = EmbeddedServer(copy, durable=False)
    server.start(reset=True)
    assert not (copy / "demo.json").exists()
    assert server.create_database()
    server.stop()


def test_programs_that_a_strict_umask_closed_are_opened_for_reading_only(tmp_path):
    program, data = tmp_path / "bin" / "postgres", tmp_path / "share" / "zone"
    for path, bits in ((program, 0o700), (data, 0o600)):
        path.parent.mkdir(mode=0o700)
        path.touch()
        path.chmod(bits)
    make_readable(tmp_path)
    assert (mode(program), mode(data), mode(data.parent)) == ("0o755", "0o644", "0o755")
