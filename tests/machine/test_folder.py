"""The folder of data: one portal at a time, private, and emptied only if it is ours."""

import stat
import subprocess
import sys

import pytest

from elo_portal.machine import folder as folder_module
from elo_portal.machine.folder import DataFolder
from elo_portal.machine.trouble import Trouble

TAKE = "import sys; from pathlib import Path; from elo_portal.machine.folder import DataFolder; "


def test_a_second_portal_from_the_same_folder_is_told_where_the_first_is(tmp_path):
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            TAKE + "f = DataFolder(Path(sys.argv[1])); f.open(); "
            "f.write_state({'pid': 7, 'address': 'http://127.0.0.1:8000'}); print('taken', flush=True); input()",
            str(tmp_path / "var"),
        ],
        cwd=folder_module.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "taken\n"
        with pytest.raises(Trouble, match=r"already running from .*/var at http://127.0.0.1:8000 \(process 7\)"):
            DataFolder(tmp_path / "var").open()
    finally:
        holder.communicate("\n")
    DataFolder(tmp_path / "var").open()


def test_a_fresh_start_empties_a_folder_that_we_made(tmp_path):
    folder = DataFolder(tmp_path / "var")
    folder.open()
    folder.secret_key()
    (folder.path / "postgresql").mkdir()
    (folder.path / "postgresql" / "PG_VERSION").touch()
    folder.empty()
    assert {entry.name for entry in folder.path.iterdir()} == {"lock", folder_module.MARK}


def test_a_folder_that_we_did_not_make_is_never_emptied(tmp_path):
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(Trouble, match="was not made by the portal"):
        DataFolder(tmp_path).empty()
    assert (tmp_path / "thesis.txt").exists()


def test_the_key_is_long_private_and_outlives_a_restart(tmp_path):
    key = DataFolder(tmp_path).secret_key()
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert DataFolder(tmp_path).secret_key() == key


def test_what_is_running_is_told_to_the_owner_alone_and_forgotten_at_the_end(tmp_path):
    folder = DataFolder(tmp_path)
    folder.write_state({"pid": 7})
    assert stat.S_IMODE((tmp_path / "running.json").stat().st_mode) == 0o600
    assert folder.read_state() == {"pid": 7}
    folder.forget_state()
    assert folder.read_state() == {}


def test_sockets_of_a_deep_folder_lie_in_a_short_private_place(tmp_path):
    deep = DataFolder(tmp_path / ("deep" * 30))
    deep.path.mkdir()
    sockets = deep.sockets()
    try:
        assert len(str(sockets)) < 40
        assert deep.sockets() == sockets
        assert DataFolder(tmp_path / ("other" * 30)).sockets() != sockets
    finally:
        deep.remove_sockets(sockets)
        (DataFolder(tmp_path / ("other" * 30))).remove_sockets(DataFolder(tmp_path / ("other" * 30)).sockets())
    assert not sockets.exists()
