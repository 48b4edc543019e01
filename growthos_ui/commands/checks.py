"""`growthos test`, `check` and `bench`: whether it is right, and whether it is fast."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from growthos_ui.commands.place import DATA_DIR, DataDir, every_url, owner_url

# Inside the demo's folder, so that git and everybody else leave it alone; a server of its own.
SCRATCH_DIR = DATA_DIR / "bench"

benches = typer.Typer(help="Measure on the loaded data.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(test)
    app.command(name="check")(check)
    app.add_typer(benches, name="bench")


def test(context: typer.Context) -> None:
    """Run the whole test suite. Further words go to pytest."""
    from growthos_ui.commands.suite import run

    raise typer.Exit(run(context.args))


def check(data_dir: DataDir = DATA_DIR) -> None:
    """Compare what is stored with what the facts say, and the policies with what they should be."""
    from growthos_ui.db.checks import run

    with owner_url(data_dir) as url:
        found = run(url)
    raise typer.Exit(1 if found else 0)


@benches.command()
def data(
    learners: Annotated[int, typer.Option(help="How many learners the larger organisation gets.", min=64)] = 100_000,
    recordings: Annotated[int, typer.Option(help="How many recordings each learner watches.", min=1)] = 10,
    oulad: Annotated[
        Path | None, typer.Option(help="Load this folder of the OULAD files instead of generating learners.")
    ] = None,
    data_dir: Annotated[Path, typer.Option("--data-dir", help="Where the scratch database is made.")] = SCRATCH_DIR,
) -> None:
    """Fill a scratch database for `bench queries`: learners made up by a rule, each named as generated; or real ones.

    It is never the demo's: a folder that holds anything else is refused. Then: growthos bench queries --data-dir …
    """
    from growthos_ui.bench.data import fill
    from growthos_ui.bootstrap.progress import Step
    from growthos_ui.embedded import EmbeddedServer

    with EmbeddedServer(data_dir, durable=False) as server:
        server.create_database()
        with Step("Filling the scratch database") as step:
            lines = fill(
                server.url(), server.passwords(), learners=learners, recordings=recordings, oulad=oulad, report=step.say
            )
    typer.echo("\n".join(lines))


@benches.command()
def queries(
    rounds: Annotated[int, typer.Option(help="How often each query is run.", min=2)] = 30,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what was measured to this file.")] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run every registered query as every role: its plan, p50 and p95. Exit code 1 when one is over its budget."""
    from growthos_ui.bench import run_queries
    from growthos_ui.bootstrap.progress import Step

    with every_url(data_dir) as urls, Step("Asking every query as every role") as step:
        measured = run_queries(**urls, rounds=rounds, json_file=json_file, report=step.say)
    raise typer.Exit(0 if all(each.is_within_budget for each in measured) else 1)


@benches.command()
def rls(
    rounds: Annotated[int, typer.Option(help="How many turns of three runs each query has on either side.", min=1)] = 5,
    limit: Annotated[float, typer.Option(help="How many times the WHERE by hand row security may cost.", min=1)] = 1.5,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write what was measured to this file.")] = None,
    data_dir: DataDir = DATA_DIR,
) -> None:
    """Run every registered query under row security and with a WHERE by hand, turn by turn, whole transactions, as every role.

    Exit code 1 when a ratio is over the limit, or the two do not answer the same.
    """
    from growthos_ui.bench import compare
    from growthos_ui.bootstrap.progress import Step

    with every_url(data_dir) as urls, Step("Asking every query in two ways as every role") as step:
        found = compare(**urls, rounds=rounds, limit=limit, json_file=json_file, report=step.say)
    raise typer.Exit(0 if all(each.is_within(limit) for each in found) else 1)


@benches.command(name="import")
def import_(
    rows: Annotated[int, typer.Option(help="How many installments the file has.", min=4)] = 20_000,
    data_dir: DataDir = SCRATCH_DIR,
) -> None:
    """Hand in a file of installments, hold it against the ledger and bring it in. Exit code 1 when that takes too long."""
    from growthos_ui.bench.importing import BUDGET_S, run_import
    from growthos_ui.bootstrap.progress import Step

    with every_url(data_dir) as urls, Step("Bringing a file in") as step:
        taken = run_import(**urls, rows=rows, report=step.say)
    typer.echo("\n".join(f"{words}: {seconds:.1f} s" for words, seconds in taken.items()))
    raise typer.Exit(0 if sum(taken.values()) < BUDGET_S else 1)
