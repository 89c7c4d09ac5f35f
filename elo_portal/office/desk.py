"""Who keeps the office's desk, and what its mails and jobs are called there.

The office knows no roles and no reports: the floor that wires the portal together tells it both when it starts.
Until it has been told, nobody gets to the desk.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

Rule = Callable[[Any], bool]
View = Callable[..., HttpResponse]

_rules: list[Rule] = []
_names: dict[str, Promise | str] = {}


def kept_by(rule: Rule, names: Mapping[str, Promise | str]) -> None:
    """`rule` says whether an actor keeps the desk; `names` tells what each kind of mail and job is called."""
    _rules[:] = [rule]
    _names.update(names)


def name_of(kind: str) -> str:
    """The name of a kind of mail or job; the kind itself when nobody has named it."""
    return str(_names.get(kind, kind))


def for_keepers(view: View) -> View:
    """A view for those who keep the desk; 403 for everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = request.actor  # type: ignore[attr-defined]
        if not actor or not any(rule(actor) for rule in _rules):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
