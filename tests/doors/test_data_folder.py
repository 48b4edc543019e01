"""A data folder that cannot be used is one sentence that names it, and nothing is left half done."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from growthos_ui.embedded import EmbeddedServer
from growthos_ui.embedded.folder import DataFolder
from growthos_ui.errors import GrowthError
from tests.doors.traces import processes_about


def refusal(data_dir: Path) -> str:
    with pytest.raises(GrowthError) as refused:
        EmbeddedServer(data_dir, durable=False).start()
    assert processes_about(data_dir) == []
    return refused.value.sentence


def test_a_file_in_its_place(tmp_path):
    place = tmp_path / "data"
    place.write_text("")
    assert refusal(place) == f"The data folder {place} cannot be used: there is a file of that name."
    assert (
        refusal(place / "below") == f"The data folder {place / 'below'} cannot be used: a part of its path is a file."
    )


def test_a_folder_full_of_something_else_is_neither_closed_nor_emptied(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "thesis.txt").write_text("years of work")
    assert refusal(tmp_path) == f"The folder {tmp_path} is not empty and holds no Growth OS data."
    assert tmp_path.stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "thesis.txt").exists()


def test_files_that_are_no_database(tmp_path):
    place = tmp_path / "data"
    (place / "postgres").mkdir(parents=True)
    (place / "growthos-data").touch()
    (place / "postgres" / "global").touch()
    assert refusal(place) == f"The database in {place} cannot start: its files are not those of a database."


def test_a_database_of_another_version(tmp_path):
    place = tmp_path / "data"
    (place / "postgres").mkdir(parents=True)
    (place / "growthos-data").touch()
    (place / "postgres" / "PG_VERSION").write_text("16\n")
    assert refusal(place) == f"The database in {place} cannot start: it was made by PostgreSQL 16, this is 18."


def test_a_database_with_files_missing_says_what_the_server_says(tmp_path):
    place = tmp_path / "data"
    with EmbeddedServer(place, durable=False):
        pass
    (place / "postgres" / "global" / "pg_control").unlink()
    assert refusal(place).startswith(f"The database in {place} cannot start: could not find the database system")


def test_passwords_that_cannot_be_read(tmp_path):
    place = tmp_path / "data"
    place.mkdir()
    (place / "growthos-data").touch()
    (place / "passwords.json").write_text("{")
    assert refusal(place) == f"The database in {place} cannot start: passwords.json cannot be read."
    assert not (place / "postgres.new").exists()


def test_a_file_is_written_whole_or_not_at_all_when_the_disk_is_full(tmp_path):
    folder = DataFolder(tmp_path)
    (tmp_path / "demo.json.new").symlink_to("/dev/full")
    with pytest.raises(GrowthError, match=rf"data folder {tmp_path} cannot be used: the disk is full"):
        folder.write_private(tmp_path / "demo.json", "{}")
    assert not (tmp_path / "demo.json").exists()


@pytest.fixture
def small_disk(tmp_path):
    """A disk of eight megabytes, too small for any cluster."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and shutil.which("mount") is not None
    words = ["mount", "-t", "tmpfs", "-o", "size=8m", "growthos-test", str(place)]
    if not mounted or subprocess.run(words, check=False, capture_output=True).returncode != 0:
        pytest.skip("a full disk needs the right to mount one: run the tests as root, outside a closed container")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(small_disk):
    place = small_disk / "data"
    assert refusal(place) == f"The database in {place} cannot start: the disk is full."
    assert not (place / "postgres").exists()
    assert not (place / "postgres.new").exists()
