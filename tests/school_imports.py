"""A file that was handed in to the small school, and waits; and a line of its bank that is open."""

import psycopg

from tests.cast import School
from tests.school_ground import run


def add_imports(connection: psycopg.Connection, school: School) -> None:
    """Hand in a file of one payment."""
    run(connection, school, _IMPORT)
    run(connection, school, _LINE)


_LINE = """insert into dashboard.bank_lines (organization_id, import_id, fingerprint, booked_on, currency, amount, details)
    select organization_id, id, sha256('a line'), '2026-02-10', 'PKR', 100, 'From nobody who is known' from dashboard.imports
    where organization_id = %(org)s"""
_IMPORT = """insert into dashboard.imports (organization_id, kind, file_name, digest, headings, cells, handed_in_by)
    values (%(org)s, 'payments', 'payments.csv', sha256('payments'), '["Student", "Amount"]', '[["STU000001", "100"]]', %(head)s)"""
