"""A job works for one organisation at a time, which only the worker's own login may name."""

import psycopg
import pytest
from psycopg import errors

from tests.cast import LAKESIDE, NORTHGATE, SAM
from tests.database import Database, sign_in


def test_the_worker_names_the_organisation_it_works_for_until_its_transaction_ends(database: Database) -> None:
    with psycopg.connect(database.worker_url) as worker:
        worker.execute("select private.work_for(%s)", [NORTHGATE.id])
        assert worker.execute("select current_setting('growthos.organization')").fetchone() == (str(NORTHGATE.id),)
        worker.commit()
        assert worker.execute("select current_setting('growthos.organization')").fetchone() == ("",)


def test_nobody_who_signs_in_works_for_an_organisation(database: Database) -> None:
    with database.acting_as(sign_in(database, SAM)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("select private.work_for(%s)", [LAKESIDE.id])


@pytest.mark.parametrize("who", ["sam", "nadia", "maya"])
def test_the_setting_by_itself_moves_nobody(database: Database, who: str) -> None:
    with database.acting_as(sign_in(database, who)) as connection:
        connection.execute("select set_config('growthos.organization', %s, true)", [str(LAKESIDE.id)])
        assert connection.execute("select private.org_id()").fetchone() == (NORTHGATE.id,)
        assert connection.execute("select private.at_work()").fetchone() == (False,)


def test_without_claims_the_setting_opens_nothing_to_the_screens(database: Database) -> None:
    with psycopg.connect(database.app_url) as connection:
        connection.execute("select set_config('role', 'growthos_staff', true)")
        connection.execute("select set_config('growthos.organization', %s, true)", [str(LAKESIDE.id)])
        assert connection.execute("select private.org_id()").fetchone() == (None,)
        assert connection.execute("select count(*) from public.students").fetchone() == (0,)
