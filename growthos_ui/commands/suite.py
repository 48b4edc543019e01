"""Runs the tests: a browser first if the machine has none, then pytest."""

from __future__ import annotations

import glob
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from growthos_ui import front
from growthos_ui.bootstrap.endings import die_with_parent, end
from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.bootstrap.progress import Step
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

# The whole suite in four processes, each with a server of its own, also on two cores: in three, these stood idle for a quarter
# of the time, waiting for a browser, a server or a clock. tests/division.py says which tests stay together.
_PROCESSES = ("-n", "4", "--no-loadscope-reorder")
# What the tests of other servers need: the program that shows it is there, and the package that brings it.
_SERVERS = {
    "/usr/lib/postgresql/*/bin/initdb": "postgresql",
    "/usr/sbin/pgbouncer": "pgbouncer",
    "/usr/sbin/nginx": "nginx-light",
    "/usr/bin/redis-server": "redis-server",
}
_BUILD = ("from growthos_ui.cli import main; main()", "build")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def run(arguments: list[str]) -> int:
    """Run pytest with the arguments and return its exit code. Nothing that it started outlives it."""
    if importlib.util.find_spec("pytest") is None:
        raise GrowthError(
            Kind.UNAVAILABLE, "The test packages are not installed.", remedy="Run `python3 -m growthos_ui test`."
        )
    if arguments:
        return _tested(arguments)
    with _front_end_meanwhile():
        return _tested(list(_PROCESSES))


def _tested(words: list[str]) -> int:
    """Run pytest with the words, once there is what it needs, and return its exit code."""
    _ensure_browser()
    _ensure_servers()
    strict = ["-p", "tests.skips"] if os.environ.get("CI") == "true" else []
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "pytest", *strict, *words],
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,  # a Ctrl-C reaches it once, from here
        preexec_fn=_hear_interrupts,  # noqa: PLW1509 - two system calls
    )
    try:
        return process.wait()
    finally:
        end(process, signal.SIGINT)  # so that pytest puts everything away


def _environment() -> dict[str, str]:
    """Return the environment of the tests. What one process has compiled, the many that they start need not compile again."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@contextmanager
def _front_end_meanwhile() -> Iterator[subprocess.Popen[bytes] | None]:
    """Build the front end, if its sources changed, while the first tests run: whoever needs it waits, or builds and says why not."""
    if front.is_current():
        yield None
        return
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", *_BUILD],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call
    )
    try:
        yield process
    finally:
        end(process)


def _hear_interrupts() -> None:
    """Let pytest hear the interrupt by which it is ended, also where a shell started us in the background, deaf to it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    ask = die_with_parent()
    if ask is not None:
        ask()


def browser() -> str | None:
    """Return the path of a browser on the PATH; None means Playwright's own is to be used."""
    named = os.environ.get("GROWTHOS_BROWSER")
    return named or next(filter(None, map(shutil.which, _BROWSERS)), None)


def _ensure_browser() -> None:
    """Get a browser: Playwright's own, else, as root, the system's. Without one the journeys are skipped by name."""
    if browser() or _playwright_has_one():
        return
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        attempts[0].append("--with-deps")
        attempts += [["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    for words in attempts:
        with Step(f"Getting a browser ({words[0] if words[0] != sys.executable else 'playwright'})") as step:
            if _succeeds(words, step):
                return
    sys.stderr.write("No browser could be had: install chromium or google-chrome to run the journeys.\n")


def _ensure_servers() -> None:
    """As root get a second PostgreSQL and PgBouncer from the system. Without them their tests are skipped by name."""
    missing = [package for place, package in _SERVERS.items() if not glob.glob(place)]  # noqa: PTH207 - an absolute pattern
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    with Step(f"Getting {' and '.join(missing)} from the system") as step:
        _succeeds(["apt-get", "install", "-y", "--no-install-recommends", *missing], step)


def _playwright_has_one() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tools:
        return os.path.exists(tools.chromium.executable_path)  # noqa: PTH110 - it gives a string


def _succeeds(words: list[str], step: Step) -> bool:
    process = subprocess.Popen(  # noqa: S603 - our own words
        words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        for line in process.stdout or ():
            step.say(line)
        return process.wait() == 0
    finally:
        end(process)
