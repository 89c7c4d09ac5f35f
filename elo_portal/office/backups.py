"""A backup of the whole portal, and the way back: one dump of the database with the attached files that it names.

Dump, list of files and counts of rows are of one moment: pg_dump reads the snapshot in which the lists are made. A
file never changes and is written before its row, so copying the files afterwards takes just those of that moment.
Prints lie in the database. The broker has no part in it: what it loses is sent again.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.db import connection, transaction
from psycopg2.extensions import make_dsn

from .models import Upload

FORMAT = 1
DUMP = "database.dump"
FILES = "files"
MANIFEST = "manifest.json"
PIECE = 1024 * 1024
# Whoever finds a backup must not be signed in by it, and what is cached is made again.
LEFT_OUT = ("django_session", "usersessions_usersession", "office_cache")
TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' ORDER BY 1
"""


class Unfit(Exception):
    """A backup that cannot be made, trusted or restored, in a sentence for the operator."""


@dataclass(frozen=True)
class KeptFile:
    """An attached file: where it lies in the storage, and what its row says of it. `size` in bytes."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `moment` is the database's, in UTC; `rows` counts those of each table; `migrations` are all
    that had been applied; `size` and `sha256` are the dump's.
    """

    format: int
    moment: str
    portal: str
    postgresql: str
    migrations: tuple[str, ...]
    rows: dict[str, int]
    size: int
    sha256: str
    files: tuple[KeptFile, ...]

    def dump(self) -> str:
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def load(cls, text: str) -> "Manifest":
        """Raises Unfit for what is none of ours."""
        try:
            words = json.loads(text)
            if words["format"] != FORMAT:
                raise Unfit(f"The backup is of format {words['format']}; this portal reads format {FORMAT}.")
            files = tuple(KeptFile(**file) for file in words.pop("files"))
            return cls(**words | {"migrations": tuple(words["migrations"]), "files": files})
        except (ValueError, TypeError, KeyError) as wrong:
            raise Unfit(f"{MANIFEST} is not the list of a backup of the portal ({wrong}).") from wrong


# -- making


def back_up(folder: Path, *, portal: str) -> Path:
    """Make a backup in a new folder under `folder`, named by its moment, and return that. Raises Unfit.

    portal: which version of the portal this is. While it is being made the folder's name ends in .part; a backup
    that was cut short never has a backup's name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), now(), current_setting('server_version')")
        snapshot, moment, postgresql = cursor.fetchone()
        finished = folder / f"elo-{moment:%Y-%m-%dT%H%M%SZ}"
        part = finished.with_suffix(".part")
        if finished.exists() or part.exists():
            raise Unfit(f"{finished} has been made already.")
        part.mkdir(mode=0o700)
        try:
            (part / FILES).mkdir(mode=0o700)
            _dump(part / DUMP, snapshot)
            files = tuple(_kept_files())
            for file in files:
                _copy_out(file, part / FILES)
            manifest = Manifest(
                format=FORMAT,
                moment=f"{moment:%Y-%m-%dT%H:%M:%S.%fZ}",
                portal=portal,
                postgresql=postgresql,
                migrations=tuple(applied_migrations()),
                rows=_rows(),
                size=(part / DUMP).stat().st_size,
                sha256=_digest_of(part / DUMP),
                files=files,
            )
            _write(part / MANIFEST, manifest.dump().encode())
            part.rename(finished)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return finished


def _dump(to: Path, snapshot: str) -> None:
    to.touch(mode=0o600)
    left_out = [f"--exclude-table-data=public.{table}" for table in LEFT_OUT]
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", *left_out]
    _run("pg_dump", *options, f"--file={to}", f"--dbname={_database()}")
    _run("pg_restore", "--list", str(to))


def _kept_files() -> Iterator[KeptFile]:
    for upload in Upload.objects.order_by("file"):
        yield KeptFile(str(upload.file), upload.size, upload.sha256)


def _copy_out(file: KeptFile, folder: Path) -> None:
    target = folder / file.name
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with _storage().open(file.name) as source, _created(target) as copy:
            found = _copy(source, copy)
    except FileNotFoundError as missing:
        raise Unfit(f"The attached file {file.name} is not in the storage.") from missing
    if found != (file.size, file.sha256):
        raise Unfit(f"The attached file {file.name} has other bytes than when it was stored.")


# -- verifying


def verify(folder: Path) -> Manifest:
    """The manifest of a backup whose every byte is what it was when it was made. Asks no database. Raises Unfit."""
    try:
        manifest = Manifest.load((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as missing:
        raise Unfit(f"{folder} is not a backup of the portal: it has no {MANIFEST}.") from missing
    for path, size, sha256 in [
        (folder / DUMP, manifest.size, manifest.sha256),
        *((folder / FILES / file.name, file.size, file.sha256) for file in manifest.files),
    ]:
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            raise Unfit(f"{path} is missing from the backup.")
        if (path.stat().st_size, _digest_of(path)) != (size, sha256):
            raise Unfit(f"{path} has other bytes than when the backup was made.")
    return manifest


# -- restoring


def restore(folder: Path, manifest: Manifest) -> None:
    """Bring a backup into the portal's own database, which must be empty, and its storage; then compare. Raises Unfit.

    manifest: what `verify` has returned. The database is restored in one transaction: what is cut short leaves it
    empty, and can be begun again. Files that are there already and are the same are left alone.
    """
    if tables := _tables():
        raise Unfit(f"The database is not empty: it has {len(tables)} tables. Restore into a new one.")
    for file in manifest.files:
        if _storage().exists(file.name) and not _is_stored(file):
            raise Unfit(f"The storage has another file with the name {file.name}. Restore into an empty folder.")
    # pg_restore reaches the same server by a connection of its own.
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    _run("pg_restore", *options, f"--dbname={_database()}", str(folder / DUMP))
    for file in manifest.files:
        if not _storage().exists(file.name):
            with (folder / FILES / file.name).open("rb") as source:
                _storage().save(file.name, File(source))
    compare(manifest)


def compare(manifest: Manifest) -> None:
    """Whether the portal's database and storage hold what the manifest says, whole. Raises Unfit with the first that
    is not so.
    """
    rows = _rows()
    for table in sorted(rows.keys() | manifest.rows.keys()):
        if rows.get(table) != manifest.rows.get(table):
            raise Unfit(
                f"{table} has {rows.get(table)} rows, and had {manifest.rows.get(table)} when it was backed up."
            )
    if sorted(applied_migrations()) != sorted(manifest.migrations):
        raise Unfit("The migrations of the database are not those of the backup.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT file, size, sha256 FROM office_upload")
        if {KeptFile(*row) for row in cursor.fetchall()} != set(manifest.files):
            raise Unfit("The attached files of the database are not those of the backup.")
        cursor.execute(
            "SELECT p.key FROM office_print p LEFT JOIN office_printedfile f ON f.print_id = p.id"
            " WHERE f.pdf IS NULL OR encode(sha256(f.pdf), 'hex') <> p.sha256 ORDER BY p.key LIMIT 1"
        )
        if broken := cursor.fetchone():
            raise Unfit(f"The print {broken[0]} is not whole.")
    for file in manifest.files:
        if not _is_stored(file):
            raise Unfit(f"The attached file {file.name} is not in the storage as it was.")


def _is_stored(file: KeptFile) -> bool:
    try:
        with _storage().open(file.name) as stored:
            return _copy(stored) == (file.size, file.sha256)
    except FileNotFoundError:
        return False


# -- what both need


def applied_migrations() -> list[str]:
    """All migrations of the database, `app.name`, asked without the models, which may be newer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [row[0] for row in cursor.fetchall()]


def _rows() -> dict[str, int]:
    counts = {}
    left_out = {f"public.{table}" for table in LEFT_OUT}
    with connection.cursor() as cursor:
        for table in _tables():
            if table in left_out:
                continue
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 the name comes quoted from the catalogue
            counts[table] = cursor.fetchone()[0]
    return counts


def _storage() -> Storage:
    return storages["default"]


def _database() -> str:
    """The address for PostgreSQL's own programs, without the password, which others could read among the processes."""
    given = connection.get_connection_params()
    words = {"dbname", "user", "host", "port", "sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile"}
    return str(make_dsn(**{name: value for name, value in given.items() if name in words}))


def _run(program: str, *arguments: str) -> None:
    env = dict(os.environ)
    if password := connection.get_connection_params().get("password"):
        env["PGPASSWORD"] = str(password)
    try:
        done = subprocess.run(
            [program, *arguments], env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
    except FileNotFoundError as missing:
        raise Unfit(f"{program} is not on the path. Install postgresql-client of the server's version.") from missing
    if done.returncode:
        raise Unfit(f"{program} did not succeed: {done.stderr.strip() or done.returncode}")


def _created(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _write(path: Path, data: bytes) -> None:
    with _created(path) as file:
        file.write(data)


def _copy(source: Any, to: IO[bytes] | None = None) -> tuple[int, str]:
    """Size and SHA-256 of what was read, and written if there is where to."""
    digest, size = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        digest.update(piece)
        size += len(piece)
        if to is not None:
            to.write(piece)
    return size, digest.hexdigest()


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return _copy(file)[1]
