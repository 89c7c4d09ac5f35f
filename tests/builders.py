"""Test data: plain functions with good defaults. Names are invented, addresses end in .example."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

import pikepdf
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from elo_portal.office import uploads
from elo_portal.office.arriving import ArrivalWay, ArrivedBy
from elo_portal.office.clock import HELSINKI
from elo_portal.office.jobs.commands import do, publish_waiting
from elo_portal.office.models import Upload
from elo_portal.office.uploads import Inspected, inspect
from networks.actor import Actor, actor_for
from networks.choices import GroupKind, OrganisationKind, Role, Seat
from networks.models import (
    Appointment,
    Coverage,
    Group,
    GroupArea,
    Membership,
    Organisation,
    OrganisationName,
    Participation,
    Person,
    Region,
    User,
)
from reporting import commands, confirmations
from reporting.choices import FileFormat, ReminderKind, RoundKind
from reporting.commands.announcing import Draft
from reporting.commands.completing import New
from reporting.commands.feedback import TypedPart
from reporting.commands.measures import Promise
from reporting.commands.writing import Typed, TypedReply
from reporting.completions import open_items
from reporting.content import answers_of
from reporting.feedback import readiness, standing
from reporting.models import (
    Addressee,
    Announcement,
    Answer,
    Attachment,
    CaseNumber,
    CommonFeedback,
    CompletionRequest,
    Document,
    Edition,
    EditionPart,
    FeedbackConfirmation,
    FeedbackLetter,
    FeedbackPublication,
    GroupReportConfirmation,
    InternalNote,
    Measure,
    MinistryReport,
    Question,
    Reminder,
    ReportFile,
    Round,
    Submission,
)
from strategies import commands as strategy_commands
from strategies.commands.arriving import Decided
from strategies.models import Goal, GoalSet, Strategy, StrategyVersion
from tests.office.files import GOOD

PASSWORD = "harjoitus"
LONG_AGO = date(2010, 1, 1)
_numbers = count(1)
_regions = count(1)


def helsinki(*moment: int) -> datetime:
    """A moment on Helsinki's clock: helsinki(2014, 12, 15, 9, 0)."""
    return datetime(*moment, tzinfo=HELSINKI)  # type: ignore[misc, arg-type]


NOW = helsinki(2014, 12, 15, 9, 0)
DUE = helsinki(2014, 12, 31, 23, 59, 59)
COMPLETION_DUE = helsinki(2015, 1, 20, 23, 59, 59)


def person(name: str = "", *, email: str = "", language: str = "fi") -> Person:
    number = next(_numbers)
    return Person.objects.create(
        name=name or f"Henkilö {number}", email=email or f"henkilo{number}@elo.example", language=language
    )


def user(who: Person | None = None, *, password: str = PASSWORD, **fields: Any) -> User:
    who = who or person()
    return User.objects.create(person=who, email=who.email, password=password, **fields)


def organisation(kind: str = OrganisationKind.CENTRE, *, key: str = "", name: str = "") -> Organisation:
    number = next(_numbers)
    made = Organisation.objects.create(key=key or f"{kind}-{number}".replace("_", "-"), kind=kind, since=LONG_AGO)
    name = name or f"Keskus {number}"
    OrganisationName.objects.create(organisation=made, since=LONG_AGO, fi=name, sv=f"{name} sv", en=f"{name} en")
    return made


def region(name: str = "Kainuu") -> Region:
    number = next(_regions)
    return Region.objects.create(
        code=f"{number % 100:02d}", name_fi=name, genitive_fi=f"{name}n", name_sv=name, name_en=name
    )


def group(
    code: str = "", *, responsible: Organisation | None = None, kind: str = GroupKind.REGIONAL, language: str = "fi"
) -> Group:
    code = code or f"G{next(_numbers)}"
    made = Group.objects.create(
        kind=kind,
        code=code,
        since=LONG_AGO,
        language=language,
        name_fi=f"{code}-ryhmä",
        name_sv=f"Gruppen {code}",
        name_en=f"Group {code}",
        area_fi=f"Alue {code}",
        area_sv=f"Området {code}",
        area_en=f"Area {code}",
    )
    Participation.objects.create(
        group=made, organisation=responsible or organisation(), is_responsible=True, since=LONG_AGO
    )
    return made


def development_group(
    code: str = "", *centres: Organisation, since: date = LONG_AGO, language: str = "fi", theme: str = "Laatu"
) -> Group:
    """Three centres take part, the first of them is the convener; without a member."""
    those = list(centres) or [organisation() for _centre in range(3)]
    made = group(code, responsible=those[0], kind=GroupKind.DEVELOPMENT, language=language)
    Group.objects.filter(pk=made.pk).update(own_theme=theme, since=since)
    made.participations.update(since=since)
    for one in those[1:]:
        Participation.objects.create(group=made, organisation=one, since=since)
    made.refresh_from_db()
    return made


def centres_of(of: Group) -> list[Organisation]:
    """The convener first."""
    return [one.organisation for one in of.participations.order_by("-is_responsible", "pk")]


def expert_of(centre: Organisation, name: str = "", *, language: str = "fi") -> User:
    made = user(person(name, language=language))
    appointment(made, centre)
    return made


def coordinator(name: str = "") -> User:
    made = user(person(name))
    appointment(made, organisation(OrganisationKind.SUPPORT), Role.COORDINATOR)
    return made


def group_round(year: int = 2014, *, readers: tuple[Organisation, ...] = (), **fields: Any) -> Round:
    """A round of development groups' reports: four questions, to the ministries' secretaries and support bodies."""
    made = round_(
        year,
        kind=RoundKind.GROUP_REPORT,
        **{"questions": 4, "page_note": None, "page_limit": None} | fields,
    )
    for one in readers:
        addressed(made, one, Role.SUPPORT_READER)
    return made


def confirm_report(of: Document, centre: Organisation, *, by: User, at: datetime = NOW) -> GroupReportConfirmation:
    """Confirm what the report says now."""
    of = Document.objects.select_related("round", "group").get(pk=of.pk)
    sha256 = confirmations.fingerprint(of, answers_of(of))
    return commands.confirm_report(of, centre, by=actor(by, at), at=at, sha256=sha256)


def confirmed_report(of: Group | None = None, *, in_round: Round | None = None, at: datetime = NOW) -> Document:
    """A development group's report, written and confirmed by every centre."""
    of = of or development_group()
    made = document(of, in_round=in_round or group_round())
    experts = [expert_of(one) for one in centres_of(of)]
    write_all(made, by=experts[0], at=at)
    for one, centre in zip(experts, centres_of(of), strict=True):
        confirm_report(made, centre, by=one, at=at)
    return made


def sent_group_report(of: Group | None = None, *, in_round: Round | None = None, at: datetime = NOW) -> Document:
    made = confirmed_report(of, in_round=in_round, at=at)
    sender = User.objects.filter(person__appointments__organisation=responsible(made.group)).first()
    assert sender is not None
    send(made, by=sender, at=at)
    made.refresh_from_db()
    return made


def area(of: Group, where: Region | None = None) -> GroupArea:
    return GroupArea.objects.create(group=of, region=where or region(), since=LONG_AGO)


def responsible(of: Group) -> Organisation:
    return of.participations.get(is_responsible=True).organisation


def appointment(
    who: User | Person,
    at: Organisation,
    role: str = Role.EXPERT,
    *,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Appointment:
    return Appointment.objects.create(person=_person(who), organisation=at, role=role, since=since, until=until)


def member(
    who: User | Person,
    of: Group,
    seat: str = Seat.MEMBER,
    *,
    represents: Organisation | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Membership:
    return Membership.objects.create(
        person=_person(who),
        group=of,
        organisation=represents or organisation(OrganisationKind.SCHOOL),
        seat=seat,
        since=since,
        until=until,
    )


def expert(of: Group, name: str = "", *, language: str = "fi") -> User:
    """Writes and sends: an expert of the group's responsible centre."""
    made = user(person(name, language=language))
    appointment(made, responsible(of))
    return made


def chair(of: Group, name: str = "") -> User:
    made = user(person(name))
    member(made, of, Seat.CHAIR)
    return made


def ministry(name: str = "Ministeriö") -> Organisation:
    return organisation(OrganisationKind.MINISTRY, name=name)


def secretary(at: Organisation | None = None, name: str = "") -> User:
    made = user(person(name))
    appointment(made, at or ministry(), Role.NATIONAL_SECRETARY)
    return made


def clerk(at: Organisation | None = None, name: str = "") -> User:
    """A clerk of a ministry's registry."""
    made = user(person(name))
    appointment(made, at or ministry(), Role.REGISTRY)
    return made


def addressed(of: Round, to: Organisation, capacity: str = Role.REGISTRY) -> Addressee:
    return Addressee.objects.create(round=of, organisation=to, capacity=capacity)


def case_number(
    of: Document | Round,
    number: str = "VN/1/2014",
    *,
    by: User,
    authority: Organisation | None = None,
    base: int = 0,
    at: datetime = NOW,
) -> CaseNumber:
    """Written by a clerk for the ministry that they are a clerk of."""
    authority = authority or Organisation.objects.get(appointments__person=by.person, appointments__role=Role.REGISTRY)
    return commands.write_case_number(of, number, authority=authority, base=base, by=actor(by, at), at=at)


def pdf_file(name: str = "suunnitelma.pdf", text: str = "Skannattu") -> Inspected:
    """A small PDF as somebody would choose it, inspected."""
    data = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = text
        pdf.save(data)
    return inspect(SimpleUploadedFile(name, data.getvalue()))


def entered(
    of: Document,
    *,
    by: User,
    arrived: datetime,
    at: datetime = NOW,
    way: ArrivalWay = ArrivalWay.EMAIL,
    files: Sequence[Inspected] = (),
    **words: Any,
) -> Submission:
    """A document that came by another way, entered by a clerk or a secretary."""
    how = ArrivedBy(way=way, at=arrived, **({"sender_organisation": "Kainuun ELY-keskus"} | words))
    return commands.enter(of, how, list(files) or [pdf_file()], by=actor(by, at), at=at)


def admin(name: str = "") -> User:
    made = user(person(name))
    appointment(made, ministry(), Role.ADMIN)
    return made


def actor(who: User, at: datetime = NOW) -> Actor:
    return actor_for(who, at)


def round_(
    year: int = 2014,
    *,
    kind: str = RoundKind.REPORT,
    due: datetime | None = None,
    questions: int = 5,
    ministries: tuple[Organisation, ...] = (),
    beside: Mapping[int, str] | None = None,
    **fields: Any,
) -> Round:
    """`beside`: by number of the question, what stands beside it."""
    made = Round.objects.create(
        kind=kind,
        year=year,
        due=due or helsinki(year, 12, 31, 23, 59, 59),
        title_fi=f"Raportti {year}",
        title_sv=f"Rapport {year}",
        title_en=f"Report {year}",
        **({"page_note": 2, "page_limit": 3, "opens": helsinki(year, 10, 1, 9, 0)} | fields),
    )
    for number in range(1, questions + 1):
        Question.objects.create(
            round=made,
            number=number,
            title_fi=f"Kysymys {number}",
            title_sv=f"Fråga {number}",
            title_en=f"Question {number}",
            text_fi=f"Mitä teitte kohdassa {number}?",
            text_sv=f"Vad gjorde ni i punkt {number}?",
            text_en=f"What did you do in item {number}?",
            hint_fi=f"Ohje {number}",
            hint_sv=f"Anvisning {number}",
            hint_en=f"Hint {number}",
            beside=(beside or {}).get(number, ""),
        )
    for one in ministries:
        Addressee.objects.create(round=made, organisation=one, capacity=Role.NATIONAL_SECRETARY)
    return made


def document(of: Group | None = None, *, in_round: Round | None = None, language: str = "") -> Document:
    """A draft with an empty answer to each question."""
    of = of or group()
    in_round = in_round or round_()
    commands.open_round(in_round, at=in_round.opens or NOW)
    made = Document.objects.select_related("round", "group").get(round=in_round, group=of)
    if language and made.language != language:
        made.language = language
        made.save(update_fields=["language"])
    return made


def plan_round(year: int = 2014, *, ministries: tuple[Organisation, ...] = (), **fields: Any) -> Round:
    """A round of action plans: four topics, both registries and both secretaries, no limit of pages."""
    settings = {
        "title_fi": f"Toimintasuunnitelma {year}",
        "title_sv": f"Verksamhetsplan {year}",
        "title_en": f"Action plan {year}",
        "goal_set": goal_set(f"goals-{next(_numbers)}", goals=5),
        "page_note": None,
        "page_limit": None,
        "opens": helsinki(year, 5, 1, 9, 0),
    }
    fields = {"questions": 4, "due": helsinki(year, 12, 30, 23, 59, 59)} | fields
    made = round_(year, kind=RoundKind.PLAN, ministries=ministries, **fields)
    Round.objects.filter(pk=made.pk).update(**settings | {k: v for k, v in fields.items() if k in settings})
    for question in made.questions.all():
        Question.objects.filter(pk=question.pk).update(
            title_fi=f"Aihe {question.number}", text_fi=f"aihe {question.number}"
        )
    for one in ministries:
        Addressee.objects.create(round=made, organisation=one, capacity=Role.REGISTRY)
    return Round.objects.get(pk=made.pk)


def plan(of: Group | None = None, *, in_round: Round | None = None) -> Document:
    """A draft of an action plan with its four topics empty."""
    return document(of, in_round=in_round or plan_round())


def promise(of: Document, what: str = "Kolme koulutuspäivää", *, topic: int = 1, **words: Any) -> Promise:
    return Promise(what=what, topic=Answer.objects.get(document=of, number=topic), **words)


def measure(of: Document, what: str = "Kolme koulutuspäivää", *, by: User, at: datetime = NOW, **words: Any) -> Measure:
    return commands.add_measure(of, promise(of, what, **words), by=actor(by, at), at=at).measure


def section(of: Document, heading: str = "Tehokas viestintä", *, by: User, at: datetime = NOW) -> Answer:
    made = commands.add_section(of, by=actor(by, at), at=at)
    commands.head_section(made, heading, base="", by=actor(by, at))
    made.refresh_from_db()
    return made


def attachment(
    of: Document, role: str = "other", name: str = "liite.pdf", *, by: User, at: datetime = NOW
) -> Attachment:
    """A small PDF, another one for each name."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = name
    out = BytesIO()
    pdf.save(out)
    file = uploads.inspect(File(BytesIO(out.getvalue()), name=name))
    return commands.attach(of, file, role, by=actor(by, at), at=at)


def sent_plan(of: Group | None = None, *, in_round: Round | None = None, at: datetime = NOW) -> Document:
    """A plan with every topic written and one measure, sent once."""
    made = plan(of, in_round=in_round)
    sender = expert(made.group)
    write_all(made, by=sender, at=at, text="Sovimme rooleista yhdessä.")
    measure(made, by=sender, at=at, goals=(1, 3), body="ELY-keskus", schedule="5/2014", sign="Kaikki osallistuvat")
    send(made, by=sender, at=at)
    made.refresh_from_db()
    return made


def answers(of: Document) -> list[Answer]:
    return list(
        Answer.objects.filter(document=of)
        .select_related("question", "text__current", "document__round", "document__group")
        .order_by("number")
    )


def write(of: Document, *texts: str, by: User, at: datetime = NOW) -> None:
    """Write the first answers, one text each, upon what they say now."""
    typed = [
        Typed(answer=answer, body=text, base=answer.text.number)
        for answer, text in zip(answers(of), texts, strict=False)
    ]
    commands.save_answers(of, typed, by=actor(by, at), at=at)


def write_all(of: Document, *, by: User, at: datetime = NOW, text: str = "Teimme työtä yhdessä.") -> None:
    write(of, *(f"{text} Kohta {answer.number}." for answer in answers(of)), by=by, at=at)


def send(of: Document, *, by: User, at: datetime = NOW) -> Submission:
    return commands.send(of, by=actor(by, at), at=at)


def sent_document(of: Group | None = None, *, in_round: Round | None = None, at: datetime = NOW) -> Document:
    """A document with every question answered and sent once."""
    made = document(of, in_round=in_round)
    sender = expert(made.group)
    write_all(made, by=sender, at=at)
    send(made, by=sender, at=at)
    made.refresh_from_db()
    return made


def goal_set(key: str = "2011", *, since: date = LONG_AGO, until: date | None = None, goals: int = 2) -> GoalSet:
    made = GoalSet.objects.create(
        key=key,
        since=since,
        until=until,
        title_fi=f"Tavoitteet {key}",
        title_sv=f"Mål {key}",
        title_en=f"Goals {key}",
        source=f"Muistio {key}",
    )
    for number in range(1, goals + 1):
        Goal.objects.create(
            goal_set=made,
            number=number,
            fi=f"Tavoite {key}/{number}",
            sv=f"Mål {key}/{number}",
            en=f"Goal {key}/{number}",
            is_sv_own_translation=True,
        )
    return made


def coverage(of: Organisation, where: Region) -> Coverage:
    return Coverage.objects.create(organisation=of, region=where, since=LONG_AGO)


def strategy_words(**words: Any) -> dict[str, Any]:
    """A whole short strategy; give the parts that are to be otherwise."""
    return {
        "title": "Alueen strategia",
        "language": "fi",
        "vision": "Ohjaus kantaa läpi elämän.",
        "mission": "Ohjaamme yhdessä.",
        "goals": [{"text": "Ohjaus on osuvaa", "national": []}],
        "values": ["Uskomme mahdollisuuksiin"],
        "key_themes": ["asiakaslähtöisyys"],
        "definition": "Ohjaus on matka.",
        "purpose": "Tiivistää verkostoa.",
        "basis": "Maakuntaohjelma.",
        "links": [{"label": "Ohjelma", "url": "https://alue.example/ohjelma"}],
        "themes": [{"heading": "Verkosto", "text": "Toimijat tuntevat toisensa."}],
        "preparers": ["Kaupunki", "Opisto"],
        "implementer": "ELO-ryhmä toteuttaa.",
        **words,
    }


def region_of(of: Group) -> Region:
    """The group's region, covered by its responsible centre."""
    where = next((one.region for one in of.areas.all()), None) or area(of).region
    if not responsible(of).coverage.filter(region=where).exists():
        coverage(responsible(of), where)
    return where


def strategy_draft(
    of: Group | None = None, *, by: User | None = None, at: datetime = NOW, **words: Any
) -> StrategyVersion:
    """The draft of a first version, of the group's region and coordinated by its responsible centre."""
    of = of or group()
    where, centre = region_of(of), responsible(of)
    by = by or expert(of)
    version = strategy_commands.begin_strategy(
        centre, [where], title="Alueen strategia", language="fi", by=actor(by, at), at=at
    )
    save_strategy(version, by=by, at=at, **words)
    version.refresh_from_db()
    return version


def save_strategy(version: StrategyVersion, *, by: User, at: datetime = NOW, base: int = 0, **words: Any) -> Any:
    """Save the draft as a whole, upon what it says now unless `base` says from which save it was written."""
    version.refresh_from_db()
    base = base or (version.current.number if version.current else 1)
    return strategy_commands.save_draft(version, strategy_words(**words), base=base, by=actor(by, at), at=at)


def adopt(
    version: StrategyVersion,
    *,
    by: User | None = None,
    since: date = LONG_AGO,
    until: date | None = None,
    at: datetime = NOW,
) -> StrategyVersion:
    if by is None:
        by = user()
        appointment(by, version.strategy.coordinator)
    version.refresh_from_db()
    return strategy_commands.adopt(
        version,
        since=since,
        until=until,
        decided_by="Ryhmä",
        decided_on=LONG_AGO,
        checked=version.current.number if version.current else 0,
        by=actor(by, at),
        at=at,
    )


def adopted_strategy(of: Group | None = None, *, since: date = LONG_AGO, **words: Any) -> StrategyVersion:
    return adopt(strategy_draft(of, **words), since=since)


def entered_strategy(
    of: Group | None = None,
    *,
    by: User,
    since: date = date(2014, 6, 1),
    at: datetime = NOW,
    file: Inspected | None = None,
    **words: Any,
) -> StrategyVersion:
    """A strategy that came by another way: of the group's region when it has one, else its first."""
    where = region_of(of or group())
    how = ArrivedBy(
        way=words.pop("way", ArrivalWay.EMAIL),
        at=words.pop("arrived", NOW - timedelta(days=3)),
        sender_organisation="Kainuun ELY-keskus",
        sender_name=words.pop("sender_name", ""),
        note=words.pop("note", ""),
    )
    case_number = words.pop("case", "")
    what = Decided("Kainuun strategia", "fi", since, None, "Kainuun ELO-ryhmä", date(2014, 5, 2))
    place = Strategy.objects.filter(regions=where).first() or where
    return strategy_commands.enter_strategy(
        place,
        replace(what, **words),
        how,
        file or pdf_file(),
        case_number=case_number,
        by=actor(by, at),
        at=at,
    )


def upload(name: str = "Muistio.docx", *, by: User | None = None, at: datetime = NOW) -> Upload:
    """A file that somebody has attached, of the kind that its name says."""
    data = GOOD[name.rpartition(".")[2]]()
    return uploads.store(ContentFile(data, name), by=by or user(), at=at)


def pdf(name: str = "liite.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, GOOD["pdf"](), "application/pdf")


def announcement(
    *to: Group,
    by: User | None = None,
    at: datetime = NOW,
    is_published: bool = True,
    with_file: bool = False,
    **texts: Any,
) -> Announcement:
    """To all regional groups when none is named; published at once."""
    by = by or secretary()
    words = {
        "subject_fi": "Kierros on auki",
        "subject_sv": "Omgången är öppen",
        "body_fi": "Raportin voi **nyt** kirjoittaa.",
        "body_sv": "Rapporten kan **nu** skrivas.",
        "to_all": not to,
        "groups": frozenset(one.pk for one in to),
    }
    corrects = texts.pop("corrects", None)
    made = commands.begin_announcement(
        Draft(**{**words, **texts}),
        by=actor(by, at),
        at=at,
        corrects=corrects,
        added=uploads.inspect(pdf()) if with_file else None,
    )
    if is_published:
        publish(made, by=by, at=at)
    return made


def publish(what: Announcement, *, by: User, at: datetime = NOW) -> None:
    commands.publish_announcement(what, checked=what.edition, by=actor(by, at), at=at)
    what.refresh_from_db()


def both_ministries() -> tuple[Organisation, Organisation]:
    made = ministry("Opetus- ja kulttuuriministeriö"), ministry("Työ- ja elinkeinoministeriö")
    for one, short in zip(made, ("OKM", "TEM"), strict=True):
        one.abbreviation = short
        one.save(update_fields=["abbreviation"])
    return made


def deputy(at: Organisation, name: str = "", *, since: date = LONG_AGO, until: date | None = None) -> User:
    """Stands in for the ministry's secretary in confirming the feedback."""
    made = user(person(name))
    appointment(made, at, Role.FEEDBACK_DEPUTY, since=since, until=until)
    return made


def reviewed_document(
    of: Group | None = None, *, in_round: Round | None = None, by: User, at: datetime = NOW, language: str = ""
) -> Document:
    """Sent once and marked as reviewed."""
    made = document(of, in_round=in_round, language=language)
    sender = expert(made.group)
    write_all(made, by=sender, at=at)
    send(made, by=sender, at=at)
    commands.review(made, by=actor(by, at), at=at, version=1)
    made.refresh_from_db()
    return made


def write_feedback(
    of: Document, *, by: User, at: datetime = NOW, texts: tuple[str, str] = ("Suunnitelma toteutui.", "Työ jatkuu.")
) -> FeedbackLetter:
    """Write both subjects upon what they say now."""
    letter = FeedbackLetter.objects.filter(document=of).first()
    bases = [part.text.number for part in letter.parts] if letter else [0, 0]
    typed = [TypedPart(number, text, base) for number, text, base in zip((1, 2), texts, bases, strict=True)]
    commands.save_feedback(of, typed, by=actor(by, at), at=at)
    return FeedbackLetter.objects.select_related("document__round", "document__group").get(document=of)


def write_common_feedback(
    of: Round, *, by: User, at: datetime = NOW, texts: tuple[str, str] = ("Kiitos kaikille.", "Tack till alla.")
) -> CommonFeedback:
    common = CommonFeedback.objects.filter(round=of).first()
    bases = [part.text.number for part in common.parts] if common else [0, 0]
    typed = [TypedPart(number, text, base) for number, text, base in zip((1, 2), texts, bases, strict=True)]
    commands.save_common_feedback(of, typed, by=actor(by, at), at=at)
    return CommonFeedback.objects.get(round=of)


def confirm_feedback(of: Document, at: Organisation, *, by: User, when: datetime = NOW) -> FeedbackConfirmation:
    """Confirm what the letter says now."""
    now = standing(Document.objects.select_related("round", "group").get(pk=of.pk), actor(by, when).day)
    return commands.confirm_feedback(of, at, by=actor(by, when), at=when, sha256=now.sha256)


def publish_feedback(of: Round, *, by: User, at: datetime = NOW, **words: Any) -> FeedbackPublication:
    """Publish what is ready; the others are left out for a reason."""
    now = readiness(of, actor(by, at).day)
    reasons = {one.document.pk: "Odottaa vahvistusta." for one in now.left_out}
    words = {"reasons": reasons, "checked": now.fingerprint} | words
    return commands.publish_feedback(of, by=actor(by, at), at=at, **words)


def given_feedback(
    of: Group | None = None, *, in_round: Round, secretaries: tuple[User, User], at: datetime = NOW
) -> Document:
    """A reviewed report whose feedback both ministries have confirmed and that has been published."""
    made = reviewed_document(of, in_round=in_round, by=secretaries[0], at=at)
    write_feedback(made, by=secretaries[0], at=at)
    if not CommonFeedback.objects.filter(round=in_round).exists():
        write_common_feedback(in_round, by=secretaries[1], at=at)
    for one in secretaries:
        own = Appointment.objects.get(person=one.person, role=Role.NATIONAL_SECRETARY).organisation
        confirm_feedback(made, own, by=one, when=at)
    publish_feedback(in_round, by=secretaries[0], at=at)
    made.refresh_from_db()
    return made


def asked(of: Document, *numbers: int, what: str = "Kertokaa tarkemmin.") -> list[New]:
    """New items about the answers of these numbers."""
    by_number = {answer.number: answer for answer in answers(of)}
    return [New(by_number[number], f"Aihe {number}", what) for number in numbers or (1,)]


def return_for_completion(
    of: Document, *numbers: int, by: User, at: datetime = NOW, due: datetime = COMPLETION_DUE, note: str = ""
) -> CompletionRequest:
    """A secretary returns the version that stands and asks about the answers of these numbers."""
    version = of.submissions.count()
    made = commands.return_for_completion(
        of, asked(of, *numbers), due=due, by=actor(by, at), at=at, version=version, note=note
    )
    of.refresh_from_db()
    return made


def reply(of: Document, *texts: str, by: User, at: datetime = NOW) -> None:
    """Write the reply to each open item, the last text to all that are left."""
    items = open_items(of)
    bodies = [*texts, *[texts[-1] if texts else "Lisäsimme tiedot."] * len(items)]
    typed = [TypedReply(one.asking, body, one.asking.draft.number) for one, body in zip(items, bodies, strict=False)]
    commands.save_answers(of, [], by=actor(by, at), at=at, replies=typed)


def completed(of: Document, *, by: User, at: datetime = NOW, text: str = "Täydennetty.") -> Submission:
    """Change each asked answer, reply to each item and send."""
    numbers = {item.answer.number for item in open_items(of)}
    typed = [Typed(one, f"{text} Kohta {one.number}.", one.text.number) for one in answers(of) if one.number in numbers]
    commands.save_answers(of, typed, by=actor(by, at), at=at)
    reply(of, by=by, at=at)
    sent = send(of, by=by, at=at)
    of.refresh_from_db()
    return sent


def note(
    of: Document, text: str = "Hyvä esimerkki.", *, by: User, number: int = 1, version: int = 0, at: datetime = NOW
) -> InternalNote:
    """A secretary's internal note on an answer of a version, the newest unless another is given."""
    versions = Submission.objects.filter(document=of).order_by("-number")
    about = versions.get(number=version) if version else versions[0]
    return commands.write_note(about, number, text, by=actor(by, at), at=at)


def reminder(about: Document | Round, *, days: int = 7, due: datetime = DUE, at: datetime = NOW) -> Reminder:
    """One that has gone: of a document, or the list of a round's missing."""
    if isinstance(about, Round):
        return Reminder.objects.create(kind=ReminderKind.MISSING, round=about, due=due, at=at, people=2)
    return Reminder.objects.create(
        kind=ReminderKind.COMING, round=about.round, document=about, due=due, days=days, at=at, people=3
    )


def _person(who: User | Person) -> Person:
    return who.person if isinstance(who, User) else who


def finished_edition(of: Round, *, by: User, at: datetime = NOW) -> Edition:
    """An edition of the round's ministry report with a part and a file of each format, none of them printed."""
    edition, is_new = commands.issue_edition(of, by=actor(by, at), at=at)
    for printing in edition.printings.all() if is_new else []:
        EditionPart.objects.create(printing=printing, position=1, name="Kysymys 1", head="Kysymys 1", print_key="none")
    for report in MinistryReport.objects.filter(printing__edition=edition) if is_new else []:
        for format_ in FileFormat.values:
            is_pdf = format_ == FileFormat.PDF
            ReportFile.objects.create(
                report=report,
                format=format_,
                data=b"%PDF" if is_pdf else b"PK",
                sha256="0" * 64,
                size=4,
                pages=1 if is_pdf else None,
                made_at=at,
            )
    return edition


def run_jobs() -> None:
    """What relay and worker do, until no job waits that may be done now."""
    waiting: list[int] = []
    while publish_waiting(waiting.append):
        for pk in waiting:
            do(pk)
        waiting.clear()
