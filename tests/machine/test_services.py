"""The embedded database and broker, really started: restart, kill -9, and what cannot start says why."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from elo_portal.machine.postgres import Postgres
from elo_portal.machine.processes import wait_until
from elo_portal.machine.trouble import Trouble
from elo_portal.machine.valkey import Valkey


@pytest.fixture
def place():
    """A short folder that the database's user can walk to, with a closed one in it for the data."""
    folder = Path(tempfile.mkdtemp(prefix="elo-machine-", dir="/tmp"))
    folder.chmod(0o711)
    (folder / "closed").mkdir(mode=0o700)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def new_cluster():
    """A data folder as the first start makes it, made once and copied."""
    folder = Path(tempfile.mkdtemp(prefix="elo-machine-", dir="/tmp"))
    folder.chmod(0o711)
    server = Postgres(folder / "data", folder / "sockets", folder / "log", durable=False)
    server.choose_owner()
    server.find_programs()
    server.make_cluster()
    yield server.folder
    shutil.rmtree(folder)


@pytest.fixture
def database(place, new_cluster):
    """A server with its data under a folder that is closed to everybody else."""
    made = []
    subprocess.run(["cp", "-a", new_cluster, place / "closed" / "data"], check=True)

    def make(*, durable=False):
        made.append(Postgres(place / "closed" / "data", place / "sockets", place / "log", durable=durable))
        return made[-1]

    yield make
    for server in made:
        server.stop()


def test_data_outlive_a_restart(database):
    first = database().start()
    first.address("elo")
    first.sql("CREATE TABLE kept AS SELECT 'ääkköset' AS word", "elo")
    first.stop()
    again = database().start()
    assert again.sql("SELECT word FROM kept", "elo") == "ääkköset"


def test_data_outlive_a_killed_server(database):
    first = database(durable=True).start()
    first.sql("CREATE TABLE kept AS SELECT 1 AS number")
    os.kill(first.server.pid, signal.SIGKILL)
    assert wait_until(lambda: not first.server.is_running(), 5)
    assert database().start().sql("SELECT number FROM kept") == "1"


def test_a_lock_whose_process_is_now_another_is_not_believed(database):
    first = database().start()
    first.stop()
    (first.folder / "postmaster.pid").write_text(f"{os.getpid()}\n{first.folder}\n")
    assert database().start().sql("SELECT 1") == "1"


def test_a_server_left_by_a_killed_start_is_ended_and_its_data_used(database):
    left = database().start()
    left.sql("CREATE TABLE kept AS SELECT 1 AS number")
    process, left.server.process = left.server.process, None  # as if whoever started it had been killed
    again = database()
    again.end_earlier_server()
    assert again.servers_here() == []
    process.wait()
    assert again.start().sql("SELECT number FROM kept") == "1"


def test_the_collation_is_the_builtin_one(database):
    server = database().start()
    assert server.sql("SELECT datlocprovider, datlocale, pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == (
        "b|C.UTF-8|UTF8"
    )


def test_only_the_owner_can_reach_it(database, place):
    server = database().start()
    assert (place / "sockets").stat().st_mode & 0o077 == 0
    assert server.sql("SHOW listen_addresses") == ""


def test_data_of_another_major_version_are_refused(database):
    server = database().start()
    server.stop()
    version = server.folder / "PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(Trouble, match=r"were made by PostgreSQL 15; this portal brings 18.*--fresh"):
        database().start()


def test_a_broken_data_folder_is_a_sentence_with_the_last_words(database):
    server = database().start()
    server.stop()
    (server.folder / "global" / "pg_control").write_bytes(b"")
    with pytest.raises(Trouble, match=r"(?s)did not start.*last words.*--fresh"):
        database().start()


def test_a_folder_that_is_no_database_is_said(database, place):
    (place / "closed" / "data" / "PG_VERSION").unlink()
    with pytest.raises(Trouble, match="is not a database"):
        database().start()


def test_a_path_too_long_for_a_socket_is_said(place):
    with pytest.raises(Trouble, match="too long for a Unix socket"):
        Postgres(place / "data", place / ("deep" * 30), place / "log")
    with pytest.raises(Trouble, match="too long for a Unix socket"):
        Valkey(place / "data", place / ("deep" * 30), place / "log")


def ask(broker: Valkey, words: str) -> str:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(broker.socket))
        connection.sendall(f"{words}\r\n".encode())
        return connection.recv(100).decode().strip()


def test_the_broker_keeps_its_queue_over_a_restart(place):
    broker = Valkey(place / "broker", place / "run", place / "log")
    try:
        broker.start()
        assert ask(broker, "LPUSH documents one") == ":1"
        broker.stop()
        assert not broker.answers()
        assert not broker.socket.exists()
        broker.start()
        assert ask(broker, "LLEN documents") == ":1"
        assert broker.address == f"redis+socket://{place}/run/broker"
    finally:
        broker.stop()
