"""Every row of a learner goes along when the learner gets another mentor; rows that are written once are met through the learner."""

from tests.cast import MAYA, NADIA, NORTHGATE
from tests.database import Database
from tests.school_ground import row_id

_SCOPED = """select distinct t.tgrelid::regclass::text from pg_trigger as t
    where t.tgfoid in ('private.fill_scope()'::regprocedure) and not t.tgisinternal order by 1"""


def test_every_row_of_a_learner_goes_to_the_new_mentor(database: Database) -> None:
    omar = row_id(NORTHGATE, "student omar")
    with database.as_owner() as owner:
        tables = [name for (name,) in owner.execute(_SCOPED)]
        rows = "select count(*), count(*) filter (where mentor_id = %s) from {} where student_id = %s"
        before = {table: owner.execute(rows.format(table), [MAYA.id, omar]).fetchone() for table in tables}
        owner.execute(
            """insert into public.student_mentor_assignments (organization_id, student_id, mentor_id, assigned_by)
               values (%s, %s, %s, %s)""",
            [NORTHGATE.id, omar, MAYA.id, NADIA.id],
        )
        after = {table: owner.execute(rows.format(table), [MAYA.id, omar]).fetchone() for table in tables}
        owner.rollback()
    assert len(tables) >= 15
    assert all(there > 0 and maya == 0 for there, maya in before.values()), "each table has a row that could move"
    assert all(there == maya for there, maya in after.values())
