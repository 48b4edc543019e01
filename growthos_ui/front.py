"""Builds the front end, one build at a time, and only when something that reaches it has changed.

A finished build is a folder of its own, named by its sources, and is never written to again: whoever serves from one
goes on doing so while another start builds the next.
"""

from __future__ import annotations

import ast
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from collections import deque
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from growthos_ui.bootstrap.endings import die_with_parent, end
from growthos_ui.errors import GrowthError, Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / ".web"  # where Reflex builds
FINISHED = Path(sys.prefix) / "share" / "growthos" / "front"
SERVED_FROM = "REFLEX_WEB_WORKDIR"  # the variable by which Reflex, and our workers, learn the folder
BUILT_FOR = "localhost:8321"  # the address written into the build; serve.py puts the real one in its place
# What it draws stays until it ends: half of its time went into searching that for garbage.
_REFLEX = "import gc, runpy; gc.disable(); runpy.run_module('reflex', run_name='__main__')"
_ENTRY = "growthos_ui.growthos_ui"
_PACKAGES = ("growthos_ui", "pages", "components", "state")
_LINES_KEPT = 400
_BUILDS_KEPT = 3
_EDITED = "edited"
_held: list[int] = []


def is_current() -> bool:
    """Tell whether there is a build of the sources as they are now."""
    return bool(_builds(fingerprint()[:16]))


def choose() -> Path:
    """Return the folder of the build to serve: of the sources as they are now, else the newest one.

    It stays there until this process and its children have ended. Raises GrowthError when there is none.
    """
    found = _builds(fingerprint()[:16]) or _builds()
    if not found:
        raise GrowthError(Kind.UNAVAILABLE, "The front end is not built.", remedy="Run `growthos build` first.")
    folder = os.open(found[-1], os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(folder, fcntl.LOCK_SH)
    _held.append(folder)
    return found[-1]


def client() -> Path:
    """Return the files for browsers that this process serves."""
    return Path(os.environ.get(SERVED_FROM, WORK)) / "build" / "client"


def fingerprint() -> str:
    """Return a hash of everything that reaches the browser: the modules the app imports, assets, configuration, locks."""
    digest = hashlib.sha256()
    for path in sorted({*_modules(), *_files()}):
        digest.update(f"{path.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def build(*, report_progress: Callable[[str], None], force: bool = False) -> None:
    """Build the front end unless it is current, or by `force`; on failure nothing counts as built.

    A second build waits for the first, and then finds nothing to do. Raises GrowthError with the line that says why.
    """
    with _one_at_a_time(report_progress):
        if is_current() and not force:
            return
        sources = fingerprint()
        _export(report_progress)
        # What was edited while the build ran may or may not be in it: it can be served, and asks for the next one.
        _finish(sources[:16] if fingerprint() == sources else _EDITED)


def _finish(name: str) -> None:
    """Put what Reflex has built into a folder of its own, all at once, and forget old builds that nobody serves."""
    making = FINISHED / f".{token_hex(4)}"
    making.mkdir(parents=True)
    try:
        for part in ("build/client", "backend"):
            if (WORK / part).is_dir():
                shutil.copytree(WORK / part, making / part)
        if (WORK / "routes.json").is_file():
            shutil.copy2(WORK / "routes.json", making)
        making.rename(FINISHED / f"{name}-{token_hex(3)}")
    finally:
        shutil.rmtree(making, ignore_errors=True)
    for old in _builds()[:-_BUILDS_KEPT]:
        _forget(old)


def _forget(build: Path) -> None:
    """Remove a build unless somebody serves from it."""
    folder = os.open(build, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(build, ignore_errors=True)
    except BlockingIOError:
        pass
    finally:
        os.close(folder)


def _builds(name: str = "") -> list[Path]:
    """Return the finished builds whose names begin so, the newest last."""
    found = [path.parents[2] for path in FINISHED.glob(f"{name or '[!.]'}*/build/client/index.html")]
    return sorted(found, key=lambda path: path.stat().st_mtime_ns)


@contextmanager
def _one_at_a_time(report_progress: Callable[[str], None]) -> Iterator[None]:
    """Hold the front end. The lock is on the folder of the assets itself: no file is left."""
    folder = os.open(ROOT / "assets", os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report_progress("waiting for another start that builds it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _export(report_progress: Callable[[str], None]) -> None:
    """Run Reflex's own build with the Node of the environment."""
    if not (ROOT / "reflex.lock" / "package-lock.json").exists():
        # npm would write the new lock from what it unpacked before, and leave out the hashes of that
        shutil.rmtree(WORK, ignore_errors=True)
    # Reflex copies an asset only where its copy is older: one that came with an earlier day would stay as it was
    shutil.rmtree(WORK / "public", ignore_errors=True)
    words = [sys.executable, "-c", _REFLEX, "export", "--frontend-only", "--no-zip"]
    process = subprocess.Popen(  # noqa: S603 - our own program
        words,
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,  # npm and node below it are ended with it
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - one system call
    )
    said: deque[str] = deque(maxlen=_LINES_KEPT)
    try:
        for line in process.stdout or ():
            said.append(line.strip())
            if any(letter.isalnum() for letter in line):  # not the rules that Reflex draws under its headings
                report_progress(line)
        process.wait()
    finally:
        end(process)
    if process.returncode != 0 or not (WORK / "build" / "client" / "index.html").exists():
        raise GrowthError(Kind.UNAVAILABLE, f"The front end could not be built: {_reason(said)}")


def environment() -> dict[str, str]:
    """Return the environment of the build: the wheel's Node, npm's own registry, and no look-ups elsewhere."""
    scripts = sysconfig.get_path("scripts")
    chosen = {name: value for name, value in os.environ.items() if name != SERVED_FROM} | {
        "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "COLUMNS": "400",  # messages stay on one line
        "REFLEX_USE_NPM": "1",
        "REFLEX_DIR": reflex_folder(),
        "PUBLIC_URL": f"http://{BUILT_FOR}",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",
        "NPM_CONFIG_AUDIT": "false",
        "NPM_CONFIG_FUND": "false",
        "NPM_CONFIG_UPDATE_NOTIFIER": "false",
    }
    registry = _registry(chosen)
    return chosen | ({"NPM_CONFIG_REGISTRY": registry} if registry else {})


def reflex_folder() -> str:
    """Return where Reflex may keep its own files: in the environment, not in the home of whoever starts it."""
    return str(Path(sys.prefix) / "share" / "reflex")


def _registry(environ: dict[str, str]) -> str:
    """Return the registry that npm is configured for, its own where nobody chose one; else Reflex probes two at every start."""
    words = [str(Path(sysconfig.get_path("scripts")) / "npm"), "config", "get", "registry"]
    try:
        asked = subprocess.run(words, check=False, capture_output=True, text=True, env=environ, timeout=60)  # noqa: S603
    except OSError as error:
        raise GrowthError(
            Kind.UNAVAILABLE, "npm is missing from the environment: remove .venv and start again."
        ) from error
    return asked.stdout.strip().splitlines()[-1] if asked.stdout.strip() else ""


def _reason(said: deque[str]) -> str:
    """Return the line that says most: npm's own last error, else the last that speaks of one."""
    lines = [line for line in said if line and "complete log" not in line and "--loglevel" not in line]
    from_npm = [line.partition("npm error")[2].strip() for line in lines if "npm error" in line]
    other = [line for line in lines if "error" in line.lower() or "no space left" in line.lower()]
    telling = [line for line in from_npm if " " in line] or other or lines or ["it said nothing"]
    return telling[-1].rstrip(".") + "."


def _files() -> Iterator[Path]:
    made_by_the_build = ROOT / "assets" / "external"
    yield from (
        path for path in (ROOT / "assets").rglob("*") if path.is_file() and not path.is_relative_to(made_by_the_build)
    )
    yield from (path for path in (ROOT / "reflex.lock").glob("*") if path.is_file())
    yield from (path for path in (ROOT / "rxconfig.py", ROOT / "requirements.lock") if path.is_file())


def _modules() -> set[Path]:
    """Return the files of our own modules that the app imports, directly or through others."""
    seen: set[Path] = set()
    waiting = [_ENTRY]
    while waiting:
        for path in _paths(waiting.pop()):
            if path not in seen:
                seen.add(path)
                waiting += _imports(path)
    return seen


def _paths(module: str) -> Iterator[Path]:
    """Yield the file of a module, and of the packages around it, whose code runs as well."""
    parts = module.split(".")
    if parts[0] in _PACKAGES:
        for length in range(1, len(parts) + 1):
            base = ROOT.joinpath(*parts[:length])
            yield from (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file())


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
