"""The command line: `growthos` in the environment, `python3 -m growthos_ui` on a bare machine."""

from __future__ import annotations

import sys

import typer

from growthos_ui.bootstrap.endings import end_on_signals
from growthos_ui.commands import checks, database, demo, front, job, owner, serve, user
from growthos_ui.errors import GrowthError

app = typer.Typer(
    name="growthos",
    help="The dashboard of an online school that sells courses on installments.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
demo.add_to(app)
serve.add_to(app)
front.add_to(app)
owner.add_to(app)
checks.add_to(app)
database.add_to(app)
user.add_to(app)
job.add_to(app)


def main() -> None:
    """Run one command. A refusal is one sentence on the error output and exit code 1, never a traceback."""
    end_on_signals()
    try:
        app()
    except GrowthError as error:
        sys.exit(error.words())
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sentence = _of_the_database(error)
        if sentence is None:
            raise
        sys.exit(sentence)


def _of_the_database(error: Exception) -> str | None:
    """Return the sentence for a database that cannot be reached or is full; None for a defect of ours."""
    import psycopg
    from sqlalchemy.exc import DBAPIError

    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.errors.DiskFull):
        return "The database stopped: the disk is full."
    if isinstance(cause, psycopg.OperationalError):
        reason = str(cause).strip().splitlines()
        return f"The database cannot be reached: {reason[-1].rstrip('.') if reason else 'no reason was given'}."
    return None
