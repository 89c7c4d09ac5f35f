"""`manage.py check_portal` of a portal that really runs, and of one whose parts are taken away one by one."""

import subprocess
import sys

from django.core.cache import cache
from django.utils import timezone

from elo_portal.machine.environment import ROOT
from elo_portal.machine.processes import wait_until
from elo_portal.office import duties, jobs
from elo_portal.office.models import Job
from tests import builders

from .portal import Portal, kill


def checked(portal: Portal) -> tuple[int, list[str]]:
    """The exit code and the sentences."""
    done = subprocess.run(
        [sys.executable, "manage.py", "check_portal"],
        cwd=ROOT,
        env={**portal.env, "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_a_portal_whose_parts_go_one_by_one(portal: Portal) -> None:
    builders.admin()
    portal.start("worker", "compiler", "beat")
    assert wait_until(lambda: duties.last_played() is not None, 60), portal.state()
    assert checked(portal) == (0, ["All is right with the portal."])

    kill(portal.children["compiler"])
    assert checked(portal) == (1, ["No worker answers for the queue compilations.", "1 thing is not right."])

    kill(portal.children["beat"])
    kill(portal.children["worker"])
    cache.clear()
    jobs.add("reporting.print_submission", 1, key="print:never")
    Job.objects.update(parked_at=timezone.now())
    portal.sink.__exit__(None, None, None)
    code, sentences = checked(portal)
    assert code == 1
    assert sentences == [
        "No worker answers for the queue celery.",
        "No worker answers for the queue documents.",
        "No worker answers for the queue compilations.",
        "Nothing shows that what falls due is looked at. Does beat run, and a worker for the queue celery?",
        f"The mail server 127.0.0.1:{portal.sink.port} cannot be used: [Errno 111] Connection refused",
        "1 job is parked after five attempts. Mend the cause, then start it again on the page of jobs.",
        "6 things are not right.",
    ]

    portal.valkey.stop()
    code, sentences = checked(portal)
    assert sentences[0].startswith("The broker does not answer: ")
    assert [one for one in sentences if "worker answers" in one] == []

    portal.env["DATABASE_URL"] = f"postgres://elo@/elo?host={portal.folder}"
    code, sentences = checked(portal)
    assert code == 1
    assert sentences[0].startswith("The database does not answer: ")
    assert [sentence.split(":")[0] for sentence in sentences[1:]] == [
        "The broker does not answer",
        "The mail server 127.0.0.1",
        "3 things are not right.",
    ]
