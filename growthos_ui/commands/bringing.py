"""`growthos import invoices|installments|payments|bank FILE`: a file brought into the ledger in the name of a person."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from growthos_ui.commands.place import DATA_DIR, DataDir, every_url
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from growthos_ui.auth.actor import Actor
    from growthos_ui.finance.imports.bringing import Examined, File

_KINDS = {
    "invoices": "Bring invoices in, each in equal installments.",
    "installments": "Bring installments in: those of one student and course become an invoice.",
    "payments": "Bring payments in.",
    "bank": "Bring a statement of the bank in: CSV, XLSX, CAMT.053 or MT940.",
}
_SHOWN = 20


def add_to(imports: typer.Typer) -> None:
    """Add a command for each kind of file."""
    for kind, about in _KINDS.items():
        imports.command(name=kind, help=f"{about} All of it, or nothing.")(_command(kind))


def _command(kind: str) -> Callable[..., None]:
    def bring(
        file: Annotated[
            Path, typer.Argument(help="CSV or XLSX, headings in its first row.", exists=True, dir_okay=False)
        ],
        *,
        by: Annotated[str, typer.Option(metavar="EMAIL", help="In whose name: an admin, or somebody of finance.")],
        preview: Annotated[bool, typer.Option("--preview", help="Only say what it would do.")] = False,
        data_dir: DataDir = DATA_DIR,
    ) -> None:
        from growthos_ui.sign_in.by_command import person_of, signed_in

        with every_url(data_dir) as urls:
            person = person_of(urls["owner_url"], by)
            with signed_in(urls["sign_in_url"], [person], "growthos import") as (actor,):
                asyncio.run(_bring(urls["app_url"], actor, kind, (file.name, file.read_bytes()), preview=preview))

    return bring


async def _bring(app_url: str, actor: Actor, kind: str, named: tuple[str, bytes], *, preview: bool) -> None:
    from growthos_ui import db
    from growthos_ui.auth.denied import DENIED
    from growthos_ui.auth.permissions import Permission
    from growthos_ui.finance.imports import bringing

    if not actor.may(Permission.FINANCE_IMPORTS_CREATE):
        raise GrowthError(Kind.FORBIDDEN, DENIED[Permission.FINANCE_IMPORTS_CREATE], field="by")
    await db.open_(app_url)
    try:
        number = await bringing.take(actor, kind, *named)
        async with db.acting_as(actor) as tx:
            file = await bringing.find_file(tx, number)
            if file is None:
                raise GrowthError(Kind.MISSING, "There is no such import.")
            found = await bringing.examine(tx, file, file.mapping)
        typer.echo("\n".join(_told(file, found)))
        if found.problems:
            raise GrowthError(
                Kind.INVALID,
                f"{len(found.problems):,} values keep this file out, and nothing was changed.",
                remedy=f"Correct them, or choose other columns at /finance/imports/{number}.",
            )
        if preview:
            typer.echo(f"Nothing was changed. The file waits at /finance/imports/{number}.")
            return
        made = await bringing.bring_in(actor, number, file.mapping)
        typer.echo(f"Brought in: {made:,} {file.kind.made[0] if made == 1 else file.kind.made[1]}.")
    finally:
        await db.close()


def _told(file: File, found: Examined) -> Iterator[str]:
    from growthos_ui.finance.amounts import amount_words
    from growthos_ui.finance.imports.mapping import DAYS, NUMBERS

    mapping = file.mapping
    columns = ", ".join(
        f"{each.label} = {file.headings[mapping.columns[each.name]]}"
        for each in file.kind.fields
        if each.name in mapping.columns
    )
    yield f"{columns}; numbers as {NUMBERS[mapping.numbers]}, days as {DAYS[mapping.days]}"
    yield f"{found.rows:,} rows, {found.rows - found.wrong_rows:,} can be brought in"
    if found.known:
        yield f"{found.known:,} are here already and are left out"
    for each in found.totals:
        yield f"{each.currency} {amount_words(each.milli, each.places)} in {each.rows:,} rows"
    labels = {each.name: each.label for each in file.kind.fields}
    for problem in found.problems[:_SHOWN]:
        yield f"Row {problem.row}, {labels.get(problem.field, problem.field)} “{problem.value}”: {problem.sentence}"
    if len(found.problems) > _SHOWN:
        yield f"and {len(found.problems) - _SHOWN:,} more"
