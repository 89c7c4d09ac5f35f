"""Many rows from one: copies of what the builders have made, with all that belongs to it, in a few statements.

For tests to which it matters that there are fifty of a thing, and not that the fifty differ.
"""

from collections.abc import Callable, Iterator, Sequence
from copy import copy
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import EmailField, Model

from reporting.models import Submission

FIFTY = 50
_numbers = count(1)

Rows = dict[type[Model], dict[int, Model]]
Keys = dict[tuple[type[Model], int], list[int]]


def fifty(*roots: Model, apart_from: Sequence[type[Model]] = (), **changed: Callable[[int], Any]) -> list[Any]:
    """Fifty copies of the rows with what belongs to each, tied to one another as those are; returns the first's.

    To a row belong those that refer to it by a relation with a name, and those that it alone refers to, as an answer
    does to its text, but no rows of the tables `apart_from` them. All others are shared. `changed` gives fields of the
    first root's copies by a number from 0. A field that must be unique on its own, or is an address of e-mail, gets a
    number before what it says.
    """
    rows = _belonging(roots, apart_from)
    keys: Keys = {
        (model, pk): new
        for model, those in rows.items()
        for pk, new in zip(those, _new_keys(model, len(those)), strict=True)
    }
    for model, those in rows.items():
        made = [_copied(row, keys, n) for n in range(FIFTY) for row in those.values()]
        if model is Submission:
            _chain(made)
        if model is type(roots[0]):
            own = keys[model, roots[0].pk]
            for one in made:
                if one.pk in own:
                    for name, value in changed.items():
                        setattr(one, name, value(own.index(one.pk)))
        model._base_manager.bulk_create(made)
    count_rows_of(*rows)
    first = type(roots[0])
    return list(first._base_manager.filter(pk__in=keys[first, roots[0].pk]).order_by("pk"))


def count_rows_of(*models: type[Model]) -> None:
    """Tells the database how many rows there are, which it would learn only after the test.

    If it was told just before that a table is empty, it joins fifty rows as if each were the only one: for hours.
    """
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {names}")


def _belonging(roots: Sequence[Model], apart_from: Sequence[type[Model]]) -> Rows:
    found: Rows = {}
    waiting = list(roots)
    while waiting:
        row = waiting.pop(0)
        if type(row) not in apart_from and row.pk not in found.setdefault(type(row), {}):
            # As the database has it, whatever the test has set on its own instance.
            found[type(row)][row.pk] = type(row)._base_manager.get(pk=row.pk)
            waiting += _parts(row)
    return {model: dict(sorted(those.items())) for model, those in found.items()}


def _parts(row: Model) -> Iterator[Model]:
    for relation in row._meta.get_fields():
        if relation.related_model in (None, type(row)):
            continue
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            yield from relation.related_model._base_manager.filter(**{relation.field.name: row})
        elif relation.one_to_one and getattr(row, relation.attname):
            yield getattr(row, relation.name)
        elif relation.many_to_many and not relation.auto_created:
            between = relation.remote_field.through
            yield from between._base_manager.filter(**{relation.m2m_field_name(): row})


def _new_keys(model: type[Model], rows: int) -> list[list[int]]:
    """Fifty keys a row from the table's own sequence: known before, so rows that refer to each other go in at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, rows * FIFTY],
        )
        keys = sorted(key for (key,) in cursor)
    # The copies of one round have neighbouring keys, in the order of those that were copied.
    return [keys[at::rows] for at in range(rows)]


def _copied(row: Model, keys: Keys, n: int) -> Any:
    one = copy(row)
    one._state.fields_cache.clear()
    one.pk = keys[type(row), row.pk][n]
    for field in row._meta.concrete_fields:
        if field.is_relation:
            old = getattr(row, field.attname)
            if new := keys.get((field.related_model, old)):
                setattr(one, field.attname, new[n])
        elif (field.unique or isinstance(field, EmailField)) and not field.primary_key:
            setattr(one, field.attname, f"{next(_numbers)}-{getattr(row, field.attname)}"[: field.max_length])
    return one


def _chain(submissions: list[Submission]) -> None:
    """The versions of a round stand one after another."""
    ends: dict[int, int | None] = {}
    for one in submissions:
        if one.round_id not in ends:
            newest = Submission.objects.filter(round=one.round_id, next=None).first()
            ends[one.round_id] = newest.pk if newest else None
        one.previous_id, ends[one.round_id] = ends[one.round_id], one.pk
