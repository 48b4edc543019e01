"""A file that was handed in to the small school, and waits; a line of its bank that is open; a month of long ago, closed and opened again."""

import psycopg

from tests.cast import School
from tests.school_ground import run


def add_imports(connection: psycopg.Connection, school: School) -> None:
    """Hand in a file of one payment, and close a month by mistake."""
    for statement in (_IMPORT, _LINE, _CLOSED, _TOLD, _REOPENED):
        run(connection, school, statement)


_LINE = """insert into dashboard.bank_lines (organization_id, import_id, fingerprint, booked_on, currency, amount, details)
    select organization_id, id, sha256('a line'), '2026-02-10', 'PKR', 100, 'From nobody who is known' from dashboard.imports
    where organization_id = %(org)s"""
_IMPORT = """insert into dashboard.imports (organization_id, kind, file_name, digest, headings, cells, handed_in_by)
    values (%(org)s, 'payments', 'payments.csv', sha256('payments'), '["Student", "Amount"]', '[["STU000001", "100"]]', %(head)s)"""
_CLOSED = """insert into dashboard.month_acts (organization_id, month, kind, grace_days, done_by)
    values (%(org)s, '1999-12-01', 'closed', 0, %(head)s)"""
_TOLD = """insert into dashboard.month_figures (organization_id, closing_id, currency, billed_milli, collected_milli, refunded_milli,
                                                credited_milli, written_off_milli, open_milli, overdue_milli)
    select organization_id, id, 'PKR', 1000, 0, 0, 0, 0, 1000, 0 from dashboard.month_acts where organization_id = %(org)s"""
_REOPENED = """insert into dashboard.month_acts (organization_id, month, kind, reason, done_by)
    values (%(org)s, '1999-12-01', 'reopened', 'There was no such month.', %(head)s)"""
