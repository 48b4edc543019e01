"""Makes `.venv` beside the code, installs the pinned packages into it, and continues inside it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from growthos_ui.bootstrap.endings import end, end_on_signals
from growthos_ui.bootstrap.progress import Step

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
_PYTHON = VENV / "bin" / "python"
_MARK = VENV / "growthos-installed.json"
_UNFINISHED = VENV / "growthos-installing"
_APP_LOCK = ROOT / "requirements.lock"
_TEST_LOCK = ROOT / "tests" / "requirements.lock"  # holds all of the other one too
_DRIVER = """\
#!{python}
import sys
from growthos_ui.cli import main
sys.exit(main())
"""


def enter(arguments: list[str]) -> None:
    """Return when this runs inside the environment already; else make it stand and start anew in it."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    lock = _TEST_LOCK if arguments[:1] == ["test"] else _APP_LOCK
    if not _stands(lock):
        end_on_signals()
        with _one_at_a_time():
            if not _stands(lock):
                _make(lock)
    os.execv(_PYTHON, [str(_PYTHON), "-m", "growthos_ui", *arguments])  # noqa: S606 - the same program, in its environment


def _stands(lock: Path) -> bool:
    """Tell whether the environment works here and holds exactly what the lock says."""
    try:
        noted = json.loads(_MARK.read_text())
    except (OSError, ValueError):
        return False
    if noted.get("root") != str(ROOT) or not _PYTHON.exists() or _UNFINISHED.exists():
        return False
    return bool(noted.get(_name(lock)) == _digest(lock))


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Hold the checkout while the environment is made. The lock is on the folder itself: no file is left."""
    try:
        folder = os.open(ROOT, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with Step("Waiting for another start that makes the environment"):
            fcntl.flock(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(folder)


def _make(lock: Path) -> None:
    """Install the lock. A new environment that could not be finished is removed; an old one is rebuilt next time."""
    fresh = not _usable()
    try:
        if fresh:
            _create()
        _UNFINISHED.touch()
        _MARK.unlink(missing_ok=True)
        _install(lock)
        _finish(lock)
    except BaseException as error:
        if fresh:
            shutil.rmtree(VENV, ignore_errors=True)
        if isinstance(error, OSError):
            sys.exit(f"The environment {VENV} could not be made: {error.strerror or error}.")
        raise


def _usable() -> bool:
    if _UNFINISHED.exists() or not _PYTHON.exists():
        return False
    if _MARK.exists() and json.loads(_MARK.read_text() or "{}").get("root") != str(ROOT):
        return False  # the checkout was moved: the programs in it still point to the old place
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([_PYTHON, "-c", question], check=False, capture_output=True).returncode == 0


def _create() -> None:
    with Step("Making the environment .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        words = [sys.executable, "-m", "venv", str(VENV)]
        if importlib.util.find_spec("ensurepip") is None:
            words.append("--without-pip")
        done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        said = (done.stdout + done.stderr).strip().splitlines()
        sys.exit(f"The environment .venv could not be made: {said[-1] if said else 'Python said nothing'}")


def _pip() -> list[str]:
    """Return how to call pip: the environment's own, or, where Python came without one to copy, this Python's."""
    if (VENV / "bin" / "pip").exists():
        return [str(_PYTHON), "-m", "pip"]
    if importlib.util.find_spec("pip") is None:
        sys.exit("This Python has neither ensurepip nor pip: install python3-venv (Debian, Ubuntu) or python3-pip.")
    return [sys.executable, "-m", "pip", "--python", str(_PYTHON)]


def _install(lock: Path) -> None:
    count = sum(1 for line in lock.read_text().splitlines() if "==" in line)
    words = [*_pip(), "install", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input"]
    words += ["--no-compile"]  # what is used is compiled when it is first used; the rest never
    words += ["--disable-pip-version-check", "--progress-bar", "off", "--no-warn-script-location", "-r", str(lock)]
    with Step(f"Installing {count} pinned packages") as step:
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        said: list[str] = []
        try:
            for line in process.stdout or ():
                said.append(line.strip())
                step.say(_short(line, said, count))
        finally:
            if sys.exc_info()[0] is not None:
                end(process)
        if process.wait() != 0:
            sys.exit(f"The packages could not be installed: {_reason(said)}")


def _short(line: str, said: list[str], count: int) -> str:
    """Return pip's line in a few words, with how far it has come."""
    begun = sum(1 for each in said if each.startswith("Collecting "))
    if line.startswith(("Installing collected", "Successfully")):
        return "unpacking"
    return f"{begun}/{count}  {line.strip()}" if begun < count else line


def _reason(said: list[str]) -> str:
    """Return the last line of pip that says what failed."""
    errors = [line.removeprefix("ERROR: ") for line in said if line.startswith("ERROR: ")]
    reason = errors[-1] if errors else (said[-1] if said else "pip said nothing")
    if reason.startswith("No matching distribution found"):
        reason += f" (no wheel for Python {sys.version_info.major}.{sys.version_info.minor} here, or no connection)"
    return reason.rstrip(".") + "."


def _finish(lock: Path) -> None:
    """Put the checkout on the path, add the `growthos` program, and write down what is installed."""
    for packages in (VENV / "lib").glob("python3*/site-packages"):
        (packages / "growthos.pth").write_text(f"{ROOT}\n")
    program = VENV / "bin" / "growthos"
    program.write_text(_DRIVER.format(python=_PYTHON))
    program.chmod(0o755)
    noted = {"root": str(ROOT), _name(_APP_LOCK): _digest(_APP_LOCK), _name(lock): _digest(lock)}
    draft = _MARK.with_suffix(".new")
    draft.write_text(json.dumps(noted, indent=1))
    draft.replace(_MARK)
    _UNFINISHED.unlink(missing_ok=True)


def _name(lock: Path) -> str:
    return str(lock.relative_to(ROOT))


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
