"""Every screen of the app, with an address to try it at."""

from __future__ import annotations

from dataclasses import dataclass

import pages  # noqa: F401  declares the screens
from components.navigation import SCREENS
from tests.cast import ALICE, MAYA, NORTHGATE
from tests.finance.bills import INVOICE
from tests.journeys.site import Site
from tests.school import row_id

_WAITS = "select id::text from public.student_assignments where status = 'pending' order by turn_at desc limit 1"


@dataclass(frozen=True)
class Example:
    """An address of a screen, and its title."""

    route: str
    title: str

    def address(self, site: Site) -> str:
        """Return the address, with a student or an installment that is there in the place of the route's part."""
        if "[" not in self.route:
            return "/no/such/page" if self.route == "404" else self.route
        with site.database.as_owner() as owner:
            code = owner.execute(
                "select student_code from public.students where id = %s", [ALICE.student_id]
            ).fetchone()[0]
            bill = owner.execute("select invoice_number from public.invoices where id = %s", [INVOICE]).fetchone()[0]
            work = owner.execute(_WAITS).fetchone()[0]
        found = {
            "[session]": str(row_id(NORTHGATE, f"session {MAYA.id}")),
            "[submission]": work,
            "[student_code]": code,
            "[installment]": f"{bill}-2",
            "[import_number]": "1",
            "[debt]": f"{code}-PKR",
        }
        return next(self.route.replace(part, name) for part, name in found.items() if part in self.route)


EVERY = tuple(Example(each.route, each.title) for each in SCREENS)


def name_of(example: Example) -> str:
    return example.route
