"""An admin ends one sign-in of a person, or all of them; each its own others; and nobody one that is hidden from them."""

import pytest
from psycopg.errors import InsufficientPrivilege, NoDataFound, ObjectNotInPrerequisiteState, ReadOnlySqlTransaction

from tests.cast import MALLORY, MAYA, NADIA, SAM
from tests.database import Database, sign_in

ONE = "select private.revoke_session(%s, %s)"
ALL = "select private.revoke_user_sessions(%s, %s)"


def is_over(connection, sign_in_id) -> bool:
    return connection.execute("select ended_reason from public.user_sessions where id = %s", [sign_in_id]).fetchone() == (
        "revoked",
    )  # fmt: skip


def test_an_admin_ends_a_sign_in_once_and_it_is_written_down(database: Database) -> None:
    maya, sam = sign_in(database, MAYA), sign_in(database, SAM)
    with database.acting_as(sign_in(database, NADIA), keep=True) as connection:
        assert connection.execute(ONE, [maya.sign_in_id, "Lost phone"]).fetchone() == (True,)
        assert connection.execute(ONE, [maya.sign_in_id, "Lost phone"]).fetchone() == (False,)
        assert is_over(connection, maya.sign_in_id)
    with database.acting_as(sam) as connection:
        lines = connection.execute(
            "select admin_id, description, sensitivity from public.admin_logs where record_id = %s", [maya.sign_in_id]
        ).fetchall()
    assert lines == [(NADIA.id, "Sign-in ended: Lost phone.", "restricted")]


def test_all_of_a_person_end_and_those_of_others_stay(database: Database) -> None:
    first, second, kenji = sign_in(database, MAYA), sign_in(database, MAYA), sign_in(database, "kenji")
    with database.acting_as(sign_in(database, NADIA)) as connection:
        assert connection.execute(ALL, [MAYA.id, "Left"]).fetchone()[0] >= 2
        assert connection.execute(ALL, [MAYA.id, "Left"]).fetchone() == (0,)
        assert is_over(connection, first.sign_in_id)
        assert is_over(connection, second.sign_in_id)
        assert not is_over(connection, kenji.sign_in_id)


def test_everybody_ends_their_own_others_and_keeps_the_one_that_asks(database: Database) -> None:
    other, here = sign_in(database, "kenji"), sign_in(database, "kenji")
    with database.acting_as(here) as connection:
        assert connection.execute(ONE, [other.sign_in_id, None]).fetchone() == (True,)
        connection.execute(ALL, [here.user_id, None])
        assert not is_over(connection, here.sign_in_id)
        with pytest.raises(ObjectNotInPrerequisiteState, match=r"people\.sign_in_is_this"):
            connection.execute(ONE, [here.sign_in_id, None])


@pytest.mark.parametrize("who", ["enzo", "maya", "farah", "marco", "tara", "alice"])
def test_nobody_else_ends_those_of_others(database: Database, who: str) -> None:
    nadia = sign_in(database, NADIA)
    for ask, whom in ((ONE, nadia.sign_in_id), (ALL, NADIA.id)):
        with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
            connection.execute(ask, [whom, "Mine now"])


@pytest.mark.parametrize("whom", [SAM, MALLORY], ids=["a superadmin's", "another school's"])
def test_what_an_admin_may_not_see_is_not_there(database: Database, whom) -> None:
    hidden = sign_in(database, whom)
    for ask, what in ((ONE, hidden.sign_in_id), (ALL, whom.id)):
        with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(NoDataFound):
            connection.execute(ask, [what, "Out"])


def test_who_only_reads_ends_none(database: Database) -> None:
    maya = sign_in(database, MAYA)
    with database.acting_as(sign_in(database, "vera")) as connection, pytest.raises(ReadOnlySqlTransaction):
        connection.execute(ONE, [maya.sign_in_id, "Out"])
