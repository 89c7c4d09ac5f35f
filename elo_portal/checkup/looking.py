"""All the checks.

Each is a function that gives a sentence for everything that it finds wrong, and nothing when all is right. One
that fails, or whose ground is gone, does not stop the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import mail, place, services, work, workers


@dataclass(frozen=True)
class Check:
    """`what` is looked at; `ground` names a check without whose subject this one cannot be made."""

    name: str
    what: str | Promise
    sentences: Callable[[], Iterable[str]]
    ground: str = ""


CHECKS = (
    Check("database", gettext_lazy("the database"), services.database),
    Check("migrations", gettext_lazy("migrations"), services.migrations, "database"),
    Check("clock", gettext_lazy("the clocks"), services.clocks, "database"),
    Check("broker", gettext_lazy("the broker"), services.broker),
    Check("workers", gettext_lazy("the workers"), workers.workers, "broker"),
    Check("beat", gettext_lazy("what beat has done"), workers.beat, "migrations"),
    Check("scanner", gettext_lazy("the virus scanner"), services.scanner),
    Check("settings", gettext_lazy("the settings"), place.settings_of_django),
    Check("addresses", gettext_lazy("the addresses"), mail.addresses),
    Check("mail server", gettext_lazy("the mail server"), mail.server),
    Check("jobs", gettext_lazy("the jobs"), work.jobs, "migrations"),
    Check("mails", gettext_lazy("the mails"), work.mails, "migrations"),
    Check("people", gettext_lazy("the administrators"), work.administrators, "migrations"),
    Check("disk", gettext_lazy("the disk"), place.disk),
    Check("files", gettext_lazy("the attached files"), place.files, "migrations"),
    Check("static files", gettext_lazy("the static files"), place.static_files),
    Check("printer", gettext_lazy("the printer"), place.printing),
)


def look(checks: Iterable[Check] = CHECKS) -> list[str]:
    """Everything that is not right, in the language that is switched on; empty when all is right.

    A check whose ground is not right is left out: the sentence of the ground stands for both.
    """
    wrong: list[str] = []
    gone: set[str] = set()
    for check in checks:
        if check.ground in gone:
            gone.add(check.name)
            continue
        try:
            said = list(check.sentences())
        except Exception as failure:  # noqa: BLE001 one that breaks says so and holds up no other
            why = f"{type(failure).__name__}: {failure}"
            said = [_("It could not be found out whether all is right with %(what)s: %(why)s") % {
                "what": check.what, "why": " ".join(why.split())
            }]  # fmt: skip
        if said:
            gone.add(check.name)
        wrong += said
    return wrong
