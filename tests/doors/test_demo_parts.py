"""What the demo says when its disk is full or its passwords are lost."""

import stat

import psycopg
import pytest

from growthos_ui.commands import demo
from growthos_ui.commands.demo_secrets import secrets_of
from growthos_ui.errors import GrowthError, Kind
from growthos_ui.learning.oulad.importing import _transaction

NOT_ANSWERED = psycopg.OperationalError("consuming input failed: server closed the connection unexpectedly")


class Server:
    """A server of which only its words on the disk are asked."""

    def __init__(self, *, full):
        self._full = full

    def missed_room(self):
        return self._full


@pytest.mark.parametrize(
    ("failure", "said_so"),
    [(NOT_ANSWERED, True), (psycopg.errors.DiskFull("could not extend file"), False)],
    ids=["the connection closed, and the server said why", "the statement was refused"],
)
def test_a_disk_that_fills_up_during_the_import_is_named(database, tmp_path, failure, said_so):
    with (
        pytest.raises(GrowthError, match="the disk is full") as refused,
        demo._disk_watched(Server(full=said_so), tmp_path),
        _transaction(database.owner_url),
    ):
        raise failure
    assert str(tmp_path) in refused.value.sentence


def test_another_failure_of_the_database_keeps_its_own_sentence(database, tmp_path):
    with (
        pytest.raises(GrowthError, match="does not answer: consuming input failed"),
        demo._disk_watched(Server(full=False), tmp_path),
        _transaction(database.owner_url),
    ):
        raise NOT_ANSWERED


def test_a_refusal_that_is_not_the_databases_is_left_alone(tmp_path):
    refusal = GrowthError(Kind.INVALID, "The file is broken.")
    with pytest.raises(GrowthError) as refused, demo._disk_watched(Server(full=True), tmp_path):
        raise refusal
    assert refused.value is refusal


def test_passwords_are_new_until_they_were_kept(tmp_path):
    made = secrets_of(tmp_path)
    assert made.new
    assert secrets_of(tmp_path).password != made.password
    made.keep()
    again = secrets_of(tmp_path)
    assert (again.secret, again.password, again.new) == (made.secret, made.password, False)
    assert stat.S_IMODE((tmp_path / "demo.json").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["{", "", "[]", "{}", '{"secret": "a", "password": null}', "\udcff"])
def test_damaged_passwords_are_one_sentence_with_a_way_out(tmp_path, damage):
    (tmp_path / "demo.json").write_bytes(damage.encode(errors="surrogateescape"))
    with pytest.raises(GrowthError) as refused:
        secrets_of(tmp_path)
    assert str(tmp_path / "demo.json") in refused.value.sentence
    assert "Remove that file" in refused.value.words()
