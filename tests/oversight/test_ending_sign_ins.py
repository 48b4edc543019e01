"""An admin ends one sign-in of a person, or all of them; each its own others; and nobody one that is hidden from them."""

import pytest
from psycopg.errors import InsufficientPrivilege, NoDataFound, ObjectNotInPrerequisiteState, ReadOnlySqlTransaction

from tests.cast import MALLORY, MAYA, NADIA, NORTHGATE, SAM
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


def work(owner, job: str):
    owner.execute("select private.work_for(%s)", [NORTHGATE.id])
    return owner.execute("select private.work(%s, private.today())", [job]).fetchone()[0]


def test_what_rested_or_lasted_too_long_is_written_down_as_over_since_then(database: Database) -> None:
    rested, lasted, live, elsewhere = (sign_in(database, who).sign_in_id for who in (MAYA, MAYA, MAYA, MALLORY))
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        owner.execute(
            "update public.user_sessions set last_seen_at = now() - interval '9 hours' where id = any(%s)",
            [[rested, elsewhere]],
        )
        owner.execute(
            "update public.user_sessions set expires_at = now() - interval '1 minute' where id = %s", [lasted]
        )
        assert work(owner, "sign_ins") == {"idle": 1, "expired_sign_ins": 1}
        assert work(owner, "sign_ins") == {"idle": 0, "expired_sign_ins": 0}
        ends = owner.execute(
            """select id, ended_reason, ended_at = least(expires_at, last_seen_at + idle_timeout) from public.user_sessions
               where id = any(%s)""",
            [[rested, lasted, live, elsewhere]],
        ).fetchall()
    assert set(ends) == {
        (rested, "idle", True),
        (lasted, "expired", True),
        (live, None, None),
        (elsewhere, None, None),
    }


def test_traces_are_kept_for_as_many_days_as_the_school_says(database: Database) -> None:
    old, young, mine = (sign_in(database, MAYA).sign_in_id for _ in range(3))
    with database.as_owner() as owner, owner.transaction(force_rollback=True):
        owner.execute(
            """update public.company_settings set settings = settings || '{"retention": {"errors_days": 30}}'
               where organization_id = %s""",
            [NORTHGATE.id],
        )
        for sign_in_id, days in ((old, 91), (young, 89)):
            owner.execute(
                "update public.user_sessions set ended_at = now() - %s * interval '1 day', ended_reason = 'logout' where id = %s",
                [days, sign_in_id],
            )
        for days in (29, 31):
            owner.execute(
                """insert into public.error_logs (organization_id, error_message, resolved, resolved_at)
                   values (%s, 'Trace', true, private.now() - %s * interval '1 day')""",
                [NORTHGATE.id, days],
            )
            owner.execute(
                "insert into public.error_logs (organization_id, error_message, created_at) values (%s, 'Trace', private.now() - interval '9 years')",
                [NORTHGATE.id],
            )
        for days, is_read in ((179, True), (181, True), (181, False)):
            owner.execute(
                """insert into public.notifications (organization_id, user_id, type, title, message, is_read, read_at, created_at)
                   values (%s, %s, 'security_alert', 'Trace', '', %s, case when %s then private.now() - %s * interval '1 day' end, '2020-01-01')""",
                [NORTHGATE.id, MAYA.id, is_read, is_read, days],
            )
        assert work(owner, "retention") == {"sign_ins": 1, "errors": 1, "news": 1}
        left = owner.execute("select id from public.user_sessions where id = any(%s)", [[old, young, mine]]).fetchall()
        kept = "select (select count(*) from public.error_logs where error_message = 'Trace'), (select count(*) from public.notifications where title = 'Trace')"
        assert owner.execute(kept).fetchone() == (3, 2)
    assert {each for (each,) in left} == {young, mine}
