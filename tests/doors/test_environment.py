"""From a bare Python to a standing environment: skipped when it stands, whole or not at all when it fails."""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from growthos_ui.bootstrap import environment
from growthos_ui.bootstrap.environment import ROOT

BARE_PYTHON = str(Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}")
ECHO = "import sys\ndef main():\n    import thing\n    print(thing.WORD, sys.prefix, sys.argv[1:])\n"


def wheel(folder: Path, word: str, *, version: str = "1.0") -> str:
    """Write a tiny wheel and return the line that pins it."""
    path = folder / f"thing-{version}-py3-none-any.whl"
    info = f"thing-{version}.dist-info"
    files = {
        "thing.py": f"WORD = {word!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: thing\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},{len(text)}\n"
        for name, text in files.items()
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\n"}.items():
            archive.writestr(name, text)
    return f"thing=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Checkout:
    """A clone in the small: the real front door, a lock of one package, and a command that prints its arguments."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.wheels = root / "wheels"
        (root / "tests").mkdir(parents=True)
        (root / "home").mkdir()
        self.wheels.mkdir()
        package = root / "growthos_ui"
        shutil.copytree(ROOT / "growthos_ui" / "bootstrap", package / "bootstrap")
        for name in ("__init__.py", "__main__.py"):
            shutil.copy(ROOT / "growthos_ui" / name, package)
        (package / "cli.py").write_text(ECHO)
        self.pin(wheel(self.wheels, "first"))

    def pin(self, line: str) -> None:
        (self.root / "requirements.lock").write_text(line)
        (self.root / "tests" / "requirements.lock").write_text(line)

    def begin(self, *words: str, **options) -> subprocess.Popen[str]:
        environ = {
            "PATH": os.defpath,
            "HOME": str(self.root / "home"),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
        }
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(
            [BARE_PYTHON, "-m", "growthos_ui", *words], cwd=self.root, env=environ, **pipes, **options
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.begin(*words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    @property
    def venv(self) -> Path:
        return self.root / ".venv"


@pytest.fixture(scope="module")
def standing(tmp_path_factory):
    """A checkout whose environment stands."""
    checkout = Checkout(tmp_path_factory.mktemp("checkout") / "standing")
    code, out, err = checkout.run("demo", "--port", "1")
    assert (code, out) == (0, f"first {checkout.venv} ['demo', '--port', '1']\n"), err
    assert "Making the environment .venv … ok" in err
    assert "Installing 1 pinned packages … ok" in err
    return checkout


@pytest.fixture
def bare(tmp_path):
    return Checkout(tmp_path / "bare")


def test_a_second_start_installs_nothing(standing):
    assert standing.run("demo") == (0, f"first {standing.venv} ['demo']\n", "")


def test_the_program_growthos_is_the_same_from_anywhere(standing, tmp_path):
    program = standing.venv / "bin" / "growthos"
    done = subprocess.run([program, "check"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"first {standing.venv} ['check']\n"


def test_a_changed_lock_is_installed(standing):
    standing.pin(wheel(standing.wheels, "second", version="2.0"))
    code, out, err = standing.run("demo")
    assert (code, out) == (0, f"second {standing.venv} ['demo']\n")
    assert "Making the environment" not in err


def test_a_wheel_that_is_not_the_pinned_one_is_refused_and_what_was_begun_is_built_anew(standing):
    good = wheel(standing.wheels, "third", version="3.0")
    standing.pin(good[:-10] + "0" * 9 + "\n")
    (standing.venv / "stale").touch()
    code, _, err = standing.run("demo")
    assert code == 1
    assert "The packages could not be installed:" in err.splitlines()[-1]
    standing.pin(good)
    code, out, err = standing.run("demo")
    assert (code, out) == (0, f"third {standing.venv} ['demo']\n"), err
    assert not (standing.venv / "stale").exists()


@pytest.fixture
def looked_at(standing, monkeypatch):
    """The rules of the front door, looking at the small checkout."""
    places = {"ROOT": standing.root, "VENV": standing.venv, "_APP_LOCK": standing.root / "requirements.lock"}
    names = {"_PYTHON": "bin/python", "_MARK": "growthos-installed.json", "_UNFINISHED": "growthos-installing"}
    for name, place in (places | {name: standing.venv / file for name, file in names.items()}).items():
        monkeypatch.setattr(environment, name, place)
    assert environment._stands(environment._APP_LOCK)
    assert environment._usable()
    return environment


def test_an_environment_without_its_python_does_not_count(looked_at, monkeypatch):
    monkeypatch.setattr(looked_at, "_PYTHON", looked_at.VENV / "bin" / "python-that-was-removed")
    assert not looked_at._stands(looked_at._APP_LOCK)
    assert not looked_at._usable()


def test_an_environment_that_was_moved_with_its_checkout_does_not_count(looked_at, monkeypatch, tmp_path):
    monkeypatch.setattr(looked_at, "ROOT", tmp_path)
    assert not looked_at._stands(looked_at._APP_LOCK)
    assert not looked_at._usable()


def test_a_missing_wheel_is_one_sentence_and_nothing_half_done(bare):
    bare.pin("nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")
    code, out, err = bare.run("demo")
    assert (code, out) == (1, "")
    assert err.splitlines()[-1] == (
        "The packages could not be installed: No matching distribution found for nowhere==1.0 "
        f"(no wheel for Python {sys.version_info.major}.{sys.version_info.minor} here, or no connection)."
    )
    assert not bare.venv.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_in_the_middle_leaves_no_half_environment(bare, number):
    process = bare.begin("demo", start_new_session=True)
    while not (bare.venv / "pyvenv.cfg").exists():
        assert process.poll() is None
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert not bare.venv.exists()


@pytest.mark.parametrize("name", ["requirements.lock", "tests/requirements.lock"])
def test_the_locks_hold_hashes_and_no_addresses(name):
    text = (ROOT / name).read_text()
    pins = [line for line in text.splitlines() if "==" in line]
    assert pins
    assert all(block.count("--hash=sha256:") for block in text.replace("\\\n", " ").splitlines() if "==" in block)
    assert "://" not in text
    assert "--index-url" not in text
