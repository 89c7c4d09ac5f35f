"""How the ministries' board grows with the groups: 16 as in the rehearsal, and a hundred times as many."""

import hashlib
import logging
import re
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from networks.choices import GroupKind, Role
from networks.models import Appointment, Group, Participation, User
from reporting.choices import State, Step
from reporting.models import CaseNumber, Document, ReadMark, Round, Submission, Transition

FEW, MANY = 16, 1600
GOAL = 1.2
LONG_AGO = date(2010, 1, 1)
ROW = re.compile(r'<tr id="group-')
PAGES = {
    "board, time a shown row": ("round_board", {}),
    "board with words sought, time a shown row": ("round_board", {"q": "ohjau"}),
    "board as a workbook, time a row": ("round_board_workbook", {}),
}


def measure(in_turns: Callable[[dict[str, Callable[[], None]], int], dict[str, list[float]]], rounds: int) -> None:
    """Print the ratios of many groups to few, and how many queries each asks. Leaves nothing in the database."""
    # A request's line in the log, or a word on static files that a bench does not serve, would stand between them.
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore", message="No directory at")
    with transaction.atomic():
        model = Round.objects.filter(kind="report", submissions__isnull=False).order_by("-year").first()
        secretary = _secretary()
        few, many = (_round_of(groups, model, year) for groups, year in ((FEW, 2090), (MANY, 2091)))
        with connection.cursor() as cursor:
            # What autovacuum does in the quiet minutes that a bench has not got.
            cursor.execute("ANALYZE")
        client = Client(headers={"host": "localhost"})
        client.force_login(secretary)
        print(f"{FEW} and {MANY} groups, three of four have sent; pages asked by a secretary.")
        print(f"{'ratio':>6} {'goal':>6}")
        for what, (name, asked) in PAGES.items():
            _compare(what, client, [reverse(name, args=[one.pk]) for one in (few, many)], asked, in_turns, rounds)
        transaction.set_rollback(True)


def _compare(
    what: str, client: Client, addresses: list[str], asked: dict[str, str], in_turns: Any, rounds: int
) -> None:
    first, second = (lambda: client.get(addresses[0], asked), lambda: client.get(addresses[1], asked))
    queries, rows = [], []
    for get in (first, second):
        get()
        with CaptureQueriesContext(connection) as captured:
            answer = get()
        assert answer.status_code == 200, answer.status_code
        queries.append(len(captured))
        rows.append(len(ROW.findall(answer.content.decode(errors="ignore"))))
    # A workbook has a row for each group; the page says how many it shows.
    shown = [counted or groups for counted, groups in zip(rows, (FEW, MANY), strict=True)]
    took = in_turns({"few": first, "many": second}, rounds)
    ratios = sorted((b / shown[1]) / (a / shown[0]) for a, b in zip(took["few"], took["many"], strict=True))
    few, many = (1000 * sorted(took[side])[len(took[side]) // 2] for side in ("few", "many"))
    print(
        f"{ratios[len(ratios) // 2]:6.2f} {'<= ' + format(GOAL, '.2f')}  {what}  "
        f"({few:.0f} ms of {shown[0]} rows, {many:.0f} ms of {shown[1]}; queries {queries[0]} and {queries[1]})"
    )


def _secretary() -> User:
    duty = Appointment.objects.filter(role=Role.NATIONAL_SECRETARY, person__user__isnull=False).first()
    assert duty is not None, "The bench needs the rehearsal's people."
    return duty.person.user


def _round_of(groups: int, model: Round, year: int) -> Round:
    """A round with as many groups: a fourth is a draft, a fourth sent, a fourth returned, a fourth reviewed."""
    round_ = Round.objects.get(pk=model.pk)
    questions = list(round_.questions.all())
    round_.pk, round_.year, round_.copied_from = None, year, None
    round_.save(force_insert=True)
    for question in questions:
        question.pk, question.round = None, round_
        question.save(force_insert=True)
    sent = list(Submission.objects.filter(round=model, pages_used__gt=0).order_by("pk")[:FEW])
    shares = list(Participation.objects.filter(group__kind=GroupKind.REGIONAL, is_responsible=True)[:FEW])
    made = Group.objects.bulk_create(
        Group(
            kind=GroupKind.REGIONAL,
            code=f"B{year % 10}{number}",
            since=LONG_AGO,
            name_fi=f"Ryhmä {number}",
            name_sv=f"Gruppen {number}",
            name_en=f"Group {number}",
            area_fi=f"Alue {number}",
            area_sv=f"Område {number}",
            area_en=f"Area {number}",
        )
        for number in range(groups)
    )
    Participation.objects.bulk_create(
        Participation(
            group=group, organisation_id=shares[at % len(shares)].organisation_id, is_responsible=True, since=LONG_AGO
        )
        for at, group in enumerate(made)
    )
    states = (State.DRAFT, State.SENT, State.RETURNED, State.REVIEWED)
    documents = Document.objects.bulk_create(
        Document(
            round=round_,
            group=group,
            state=states[at % 4],
            completion_due=round_.due + timedelta(days=14) if states[at % 4] == State.RETURNED else None,
        )
        for at, group in enumerate(made)
    )
    _sent_versions(round_, [one for one in documents if one.state != State.DRAFT], sent)
    return round_


def _sent_versions(round_: Round, documents: list[Document], like: list[Submission]) -> None:
    """With what the board tells of each: half read, numbered, and reviewed where its state says so."""
    ministry = Appointment.objects.filter(role=Role.NATIONAL_SECRETARY).first()
    assert ministry is not None
    previous = None
    versions = []
    for at, document in enumerate(documents):
        kept = like[at % len(like)]
        version = Submission(
            document=document,
            round=round_,
            number=1,
            content=bytes(kept.content),
            sha256=hashlib.sha256(f"{round_.pk} {at}".encode()).hexdigest(),
            previous_id=previous,
            at=kept.at,
            by_id=kept.by_id,
            is_late=False,
            pages_used=kept.pages_used,
        )
        version.save(force_insert=True)
        previous = version.pk
        versions.append(version)
    ReadMark.objects.bulk_create(
        ReadMark(
            submission=one, number=number, ministry_id=ministry.organisation_id, by_id=ministry.person_id, at=one.at
        )
        for one in versions
        for number in (1, 2)
    )
    CaseNumber.objects.bulk_create(
        CaseNumber(
            authority_id=ministry.organisation_id,
            document=one.document,
            number=f"VN/{one.pk}/2014",
            by_id=ministry.person_id,
            at=one.at,
        )
        for one in versions
    )
    Transition.objects.bulk_create(
        Transition(
            document=one.document,
            step=Step.REVIEW,
            from_state=State.SENT,
            to_state=State.REVIEWED,
            by_id=ministry.person_id,
            at=one.at,
            submission=one,
        )
        for one in versions
        if one.document.state == State.REVIEWED
    )
