"""An error is written down without secrets, in a transaction of its own, and looked at by a superadmin."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, NoDataFound
from psycopg.types.json import Jsonb

from tests.cast import LAKESIDE, MAYA, NORTHGATE, SAM
from tests.database import Database, sign_in

LOG = "select private.log_error(%s, %s, %s, %s, %s, %s, %s)"


def log(url: str, sign_in_id, message: str, details=None, *, kind: str | None = "ui", stack=None, page=None):
    with psycopg.connect(url, autocommit=True) as door:
        return door.execute(LOG, [sign_in_id, kind, "warning", message, Jsonb(details), stack, page]).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("password=hunter2 was wrong", "password=[removed] was wrong"),
        ('{"api_key": "abc", "page": 2}', '{"api_key": "[removed]", "page": 2}'),
        ("Authorization: Bearer eyJhbGciOi.J9x.y", "Authorization: Bearer [removed]"),
        ("cookie: a=1; path", "cookie: [removed]; path"),
        ('{"password": "two words", "page": 2}', '{"password": "[removed]", "page": 2}'),
        ("password='two words' and page=2", "password='[removed]' and page=2"),
        ("private_key: abc, page 2", "private_key: [removed], page 2"),
        ("otp=123456 was late", "otp=[removed] was late"),
        ("card 4111 1111 1111 1111 declined", "card [number] declined"),
        ("to PK36SCBL0000001123456702 or DE89 3704 0044 0532 0130 00", "to [account] or [account]"),
        ("at 2026-11-25 22:45:10, invoice INV-000123-4", "at 2026-11-25 22:45:10, invoice INV-000123-4"),
        ("pwd=hunter2 was wrong", "pwd=[removed] was wrong"),
        ("postgresql://owner:hunter2@db.example:5432/x", "postgresql://[removed]@db.example:5432/x"),
        ("/students/alice%40northgate.example failed", "/students/[e-mail] failed"),
        ("to alice.ahmed@northgate.example now", "to [e-mail] now"),
        ("call +92 300 1234567 back", "call [phone] back"),
        ("https://site.example/a?code=1&x=2 failed", "https://site.example/a?[removed] failed"),
        ("hash " + "ab12" * 16 + " unknown", "hash [removed] unknown"),
        ("$argon2id$v=19$m=65536,t=3$abc$def", "[removed]"),
        ("Course 12 has 3 rows", "Course 12 has 3 rows"),
        (None, None),
    ],
)
def test_secrets_and_people_are_taken_out_of_a_text(database: Database, text, kept) -> None:
    with database.as_owner() as owner:
        assert owner.execute("select private.scrub(%s)", [text]).fetchone() == (kept,)


def test_and_out_of_everything_within_the_details(database: Database) -> None:
    details = {"form": {"Password": "x", "city": "Lahore"}, "tried": ["a@b.example", 7], "session_token": {"a": 1}}
    with database.as_owner() as owner:
        kept = owner.execute("select private.scrub_details(%s)", [Jsonb(details)]).fetchone()[0]
    assert kept == {
        "form": {"Password": "[removed]", "city": "Lahore"},
        "tried": ["[e-mail]", 7],
        "session_token": "[removed]",
    }


def test_an_error_is_the_persons_and_its_organisations(database: Database) -> None:
    maya = sign_in(database, MAYA)
    made = log(database.sign_in_url, maya.sign_in_id, "No token=abc", {"secret": 1}, stack="line 1", page="/a?b=c")
    with database.acting_as(sign_in(database, SAM)) as connection:
        seen = connection.execute(
            "select user_id, organization_id, error_type, severity, error_message, error_details from public.error_logs where id = %s",
            [made],
        ).fetchone()
    assert seen == (MAYA.id, NORTHGATE.id, "ui", "warning", "No token=[removed]", {"secret": "[removed]"})


def test_a_job_writes_for_its_organisation_and_a_stranger_nothing(database: Database) -> None:
    assert log(database.sign_in_url, None, "Nobody was here") is None
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [LAKESIDE.id])
        made = worker.execute(LOG, [None, "integration", "error", "It timed out", None, None, None]).fetchone()
        worker.commit()
    with database.as_owner() as owner:
        whose = owner.execute("select organization_id, user_id from public.error_logs where id = %s", made)
        assert whose.fetchone() == (LAKESIDE.id, None)


def test_an_endless_error_is_cut_and_never_refused(database: Database) -> None:
    maya = sign_in(database, MAYA)
    assert log(database.sign_in_url, maya.sign_in_id, "x " * 9000, {"a": "y " * 20000}, stack="z " * 20000)
    assert log(database.sign_in_url, maya.sign_in_id, "  ", kind=None)


def test_a_superadmin_looks_at_one_or_at_all_alike_and_once(database: Database) -> None:
    maya = sign_in(database, MAYA)
    first, second, other = (
        log(database.sign_in_url, maya.sign_in_id, words) for words in ("Same", "Same", "Different")
    )
    resolve = "select private.resolve_error(%s, %s)"
    with database.acting_as(sign_in(database, SAM)) as connection:
        assert connection.execute(resolve, [other, False]).fetchone() == (1,)
        assert connection.execute(resolve, [other, False]).fetchone() == (0,)
        assert connection.execute(resolve, [first, True]).fetchone() == (2,)
        seen = connection.execute("select resolved, resolved_by from public.error_logs where id = %s", [second])
        assert seen.fetchone() == (True, SAM.id)


@pytest.mark.parametrize("who", ["nadia", "enzo", "maya", "alice"])
def test_nobody_else_looks_at_errors(database: Database, who: str) -> None:
    made = log(database.sign_in_url, sign_in(database, MAYA).sign_in_id, "Theirs")
    with database.acting_as(sign_in(database, who)) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select private.resolve_error(%s)", [made])


def test_an_error_of_another_school_is_missing(database: Database) -> None:
    made = log(database.sign_in_url, sign_in(database, "otto").sign_in_id, "Theirs")
    with database.acting_as(sign_in(database, SAM)) as connection, pytest.raises(NoDataFound):
        connection.execute("select private.resolve_error(%s)", [made])


def test_nobody_who_signs_in_writes_errors_past_the_door(database: Database) -> None:
    sam = sign_in(database, SAM)
    with database.acting_as(sam) as connection, pytest.raises(InsufficientPrivilege):
        connection.execute("select private.log_error(%s, 'ui', 'error', 'x')", [sam.sign_in_id])
