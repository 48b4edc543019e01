"""`growthos job`: what the schedule does by itself, done now, for any day, or only foretold."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from growthos_ui.commands.place import DATA_DIR, DataDir, worker_url

if TYPE_CHECKING:
    from datetime import date

    from growthos_ui.jobs.runs import Organization, Outcome

jobs = typer.Typer(help="What the schedule does by itself: done now, or only foretold.", no_args_is_help=True)

Slug = Annotated[
    str | None,
    typer.Option("--organization", "--organisation", help="Slug of the only organisation to work for; else all."),
]
Day = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], metavar="DAY", help="The day, 2026-03-31; else each organisation's own today."),
]

_MAILED = {
    "sent": "sent",
    "later": "to be tried again",
    "refused": "refused",
    "unknown": "unknown",
    "held": "waiting, with a new reason",
}


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(jobs, name="job")


@jobs.command()
def daily(
    *,
    date: Day = None,
    organization: Slug = None,
    preview: Annotated[bool, typer.Option("--preview", help="Say what it would find, and change nothing.")] = False,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Issue, recompute, late fees, reminders, suspensions. Safe to repeat; what was interrupted is done whole."""
    with worker_url(data_dir) as url:
        whole = asyncio.run(_each(url, "daily", date.date() if date else None, organization, only_preview=preview))
    if not whole:
        sys.exit(1)


@jobs.command()
def run(
    job: Annotated[str, typer.Argument(help="daily, performance, risk, recovery, leaderboard, tickets or sessions.")],
    *,
    organization: Slug = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run one job now, for the day that it is."""
    with worker_url(data_dir) as url:
        whole = asyncio.run(_each(url, job, None, organization, only_preview=False))
    if not whole:
        sys.exit(1)


@jobs.command()
def mail(*, data_dir: DataDir = DATA_DIR) -> None:
    """Send the mails that wait in the outbox; without SMTP_URL they wait on, and the outbox says so."""
    from growthos_ui.settings import mail_settings
    from growthos_ui.support.mail.sending import send_waiting
    from growthos_ui.support.mail.server import mail_server

    named = mail_settings()
    with worker_url(data_dir) as url:
        found = asyncio.run(send_waiting(url, mail_server(named.smtp_url, named.mail_from)))
    said = [f"{number} {_MAILED[outcome]}" for outcome, number in sorted(found.items()) if number]
    typer.echo(f"Mails: {', '.join(said) or 'none to send'}.")


async def _each(url: str, job: str, day: date | None, slug: str | None, *, only_preview: bool) -> bool:
    """Work for one organisation after the other; return whether nothing failed."""
    from growthos_ui.jobs.runs import organizations, preview, run, working

    whole = True
    async with working(url) as connection:
        for each in await organizations(connection, slug):
            on = day or each.today
            if only_preview:
                outcome = await preview(connection, each.organization_id, on)
            else:
                outcome = await run(connection, each.organization_id, job, on)
            typer.echo(_line(each, on, outcome, only_preview=only_preview))
            whole = whole and not outcome.why
    return whole


def _line(organization: Organization, day: date, outcome: Outcome, *, only_preview: bool) -> str:
    """Return `Northgate Academy, 31 Mar 2026: 3 issued, 1 suspended for fees (0.4 s)`."""
    if outcome.why:
        return f"{organization.name}, {_day(day)}: failed, and nothing was changed. {outcome.why}"
    from growthos_ui.jobs.words import NOTHING, found_words

    said = found_words(outcome.counts)
    foretold = " Nothing was changed." if only_preview else ""
    would = "would be " if only_preview and said != NOTHING else ""
    return f"{organization.name}, {_day(day)}: {would}{said} ({outcome.seconds:.1f} s).{foretold}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
