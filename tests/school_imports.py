"""A file that was handed in to the small school, and waits."""

import psycopg

from tests.cast import School
from tests.school_ground import run


def add_imports(connection: psycopg.Connection, school: School) -> None:
    """Hand in a file of one payment."""
    run(connection, school, _IMPORT)


_IMPORT = """insert into dashboard.imports (organization_id, kind, file_name, digest, headings, cells, handed_in_by)
    values (%(org)s, 'payments', 'payments.csv', sha256('payments'), '["Student", "Amount"]', '[["STU000001", "100"]]', %(head)s)"""
