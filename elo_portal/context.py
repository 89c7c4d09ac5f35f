"""What every page's frame shows: the day that is played, languages, the person, the menus.

Each part is worked out only when a template asks for it, so that a page without a menu costs nothing.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from elo_portal.office import clock, sessions
from elo_portal.rehearsal.files import accounts
from networks.actor import Actor
from networks.choices import Role
from networks.second_factor import must_have_second_factor
from reporting.choices import RoundKind
from reporting.models import Document, Round, Submission

# Each language is named in itself, for those who cannot read this page's language.
LANGUAGE_LINKS = (("fi", "Suomeksi"), ("sv", "På svenska"), ("en", "In English"))

REHEARSAL_ACCOUNTS = (
    ("kainuu@elo.example", gettext_lazy("expert of an ELY centre, Kainuu")),
    ("puheenjohtaja.kainuu@elo.example", gettext_lazy("chair of a group, Kainuu")),
    ("osterbotten@elo.example", gettext_lazy("expert of an ELY centre, Ostrobothnia")),
    ("okm@elo.example", gettext_lazy("secretary in the Ministry of Education and Culture")),
    ("tem@elo.example", gettext_lazy("secretary in the Ministry of Employment and the Economy")),
    ("kirjaamo.okm@elo.example", gettext_lazy("registry of the Ministry of Education and Culture")),
    ("kirjaamo.tem@elo.example", gettext_lazy("registry of the Ministry of Employment and the Economy")),
    ("valtakunnallinen@elo.example", gettext_lazy("member of the national group")),
    ("laituri@elo.example", gettext_lazy("coordinator, until 31.12.2014")),
    ("vokes@elo.example", gettext_lazy("support body, VOKES")),
    ("keha@elo.example", gettext_lazy("support body, KEHA, from 1.1.2015")),
    ("yllapito@elo.example", gettext_lazy("administration")),
)


@dataclass
class Link:
    label: str
    url: str
    # Addresses below which the reader is "here", when it is not the link's own.
    covers: tuple[str, ...] = ()
    current: bool = False
    code: str = ""


@dataclass
class SessionNote:
    """What session.js needs to warn in time."""

    left: int
    warn: int
    person: str
    check: str
    extend: str
    sign_in: str


def address(name: str, *args: object) -> str:
    """The address of a named page, or nothing where the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Page:
    """The frame of one page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def is_rehearsal(self) -> bool:
        return settings.REHEARSAL

    @cached_property
    def today(self) -> date:
        actor = getattr(self.request, "actor", None)
        return actor.day if actor else clock.today()

    @cached_property
    def home(self) -> str:
        return address("front") if self.person else address("account_login")

    @cached_property
    def person(self):
        user = getattr(self.request, "user", None)
        return user.person if user is not None and user.is_authenticated else None

    @cached_property
    def me(self) -> str:
        return address("me")

    @cached_property
    def sign_out(self) -> str:
        return address("account_logout")

    @cached_property
    def sign_in(self) -> str:
        here = address("account_login")
        return "" if here and self.request.path.startswith(here) else here

    @cached_property
    def languages(self) -> list[Link]:
        back = urlencode({"next": self._address_to_come_back_to()})
        now = get_language()
        return [
            Link(label, f"{url}?{back}", current=code == now, code=code)
            for code, label in LANGUAGE_LINKS
            if (url := address("set_language", code))
        ]

    def _address_to_come_back_to(self) -> str:
        """This page; for an answer to a POST the page that sent it, which can be opened again."""
        if self.request.method in {"GET", "HEAD"}:
            return self.request.get_full_path()
        sender = urlsplit(self.request.META.get("HTTP_REFERER", ""))
        if sender.netloc == self.request.get_host():
            return sender.path + (f"?{sender.query}" if sender.query else "")
        return self.request.path

    @cached_property
    def session(self) -> SessionNote | None:
        if self.person is None:
            return None
        return SessionNote(
            left=sessions.seconds_left(self.request.session),
            warn=settings.SESSION_WARNING_SECONDS,
            person=str(self.request.user.pk),
            check=address("session_left"),
            extend=address("session_extend"),
            sign_in=address("account_login"),
        )

    @cached_property
    def rehearsal_accounts(self) -> list[dict[str, object]]:
        return [{"email": email, "role": role} for email, role in REHEARSAL_ACCOUNTS] if settings.REHEARSAL else []

    @cached_property
    def rehearsal_accounts_of_regions(self) -> list[str]:
        """The accounts of the regions that are not among the main ones."""
        main = {email for email, _role in REHEARSAL_ACCOUNTS}
        return [email for email in accounts() if email not in main] if settings.REHEARSAL else []

    @cached_property
    def has_identities(self) -> bool:
        return bool(settings.SOCIALACCOUNT_PROVIDERS)

    @cached_property
    def needs_second_factor(self) -> bool:
        return settings.SECOND_FACTOR_REQUIRED and must_have_second_factor(self.request)

    @cached_property
    def footer(self) -> list[Link]:
        return self._links(
            (_("Accessibility statement"), address("accessibility")),
            (_("Privacy"), address("privacy")),
            (_("Help and support"), address("help")),
            (_("Feedback on the portal"), address("portal_feedback")),
        )

    @cached_property
    def navigation(self) -> list[Link]:
        actor = getattr(self.request, "actor", None)
        if self.person is None or not actor:
            return []
        links = [link for link in self._menu(actor) if link.url]
        depth, here = max((self._depth(link), -number) for number, link in enumerate(links)) if links else (0, 0)
        if depth:
            links[-here].current = True
        return links

    def _depth(self, link: Link) -> int:
        """How much of this page's address the link stands for; 0 when the page is elsewhere."""
        path = self.request.path
        if path == link.url:
            return len(path) + 1
        below = link.covers or (link.url,)
        return max((len(start) for start in below if start not in {"", "/"} and path.startswith(start)), default=0)

    def _menu(self, actor: Actor) -> list[Link]:
        """The main menu, by role. At most one query: the writer's plan and report, or the secretary's round."""
        guide = Link(_("Guide"), address("help"))
        strategies = Link(
            _("Strategies"), address("strategy_list"), covers=(address("strategy_list"), address("goal_list"))
        )
        documents = tuple(address(name, 0).partition("0")[0] for name in ("round_board", "document_detail"))
        comparing = address("round_compare", 0).partition("0")[0]
        reports = Link(
            _("Plans and reports of all regions"),
            address("round_list"),
            covers=(address("round_list"), comparing, *documents),
        )
        announcements = Link(_("Announcements"), address("announcement_list"))
        terms = address("term_end", "membership", 0).partition("membership")[0]
        people = (address("group_list"), address("organisation_list"), address("gap_list"), terms)
        groups = Link(_("Groups"), address("group_list"), covers=people)
        development_groups = Link(_("Development groups"), address("development_group_list"))
        if actor.holds(Role.ADMIN):
            return [
                # The feedback is asked for on the page of the situation: eleven links do not fit on a line.
                Link(
                    _("Situation"), address("situation"), covers=(address("situation"), address("portal_feedback_list"))
                ),
                groups,
                development_groups,
                Link(_("Rounds"), address("preparation"), covers=(address("preparation"), comparing, *documents)),
                announcements,
                Link(_("Mail"), address("mail_list")),
                Link(_("Jobs"), address("job_list")),
                Link(_("Clock"), address("clock") if settings.REHEARSAL else ""),
                strategies,
                guide,
            ]
        if actor.holds(Role.NATIONAL_SECRETARY):
            kinds = (RoundKind.PLAN, RoundKind.REPORT)
            round_ = Round.objects.filter(kind__in=kinds, opens__lte=actor.at).values_list("pk").first()
            board = address("round_board", *round_) if round_ else address("front")
            follow_up = Link(_("Follow-up"), board, covers=(board, *documents, address("reminder_list")))
            compare = address("round_compare", *round_) if round_ else ""
            return [
                follow_up,
                Link(_("Compare"), compare, covers=(comparing,)),
                Link(_("Plans and reports"), address("round_list")),
                groups,
                development_groups,
                strategies,
                announcements,
                guide,
            ]
        if actor.holds(Role.REGISTRY):
            desk = address("registry_desk")
            arrived = Link(_("Registry"), desk, covers=(desk, comparing, *documents))
            return [arrived, *([reports, groups] if actor.reads_across else []), strategies, guide]
        if actor.groups_written:
            return [
                Link(_("Front page"), address("front")),
                *self._written_by(actor),
                Link(_("Cooperation group"), address("group_own"), covers=groups.covers),
                development_groups,
                reports,
                strategies,
                announcements,
                guide,
            ]
        if not actor.is_in_network:
            return [Link(_("Front page"), address("front")), guide]
        return [
            Link(_("Front page"), address("front")),
            groups,
            development_groups,
            reports,
            strategies,
            announcements,
            guide,
        ]

    @staticmethod
    def _written_by(actor: Actor) -> list[Link]:
        """The newest plan and report that the actor writes: the editor while it is written, else its own page."""
        sent = Submission.objects.filter(document=OuterRef("pk")).order_by().values("pk")
        newest = (
            Document.objects.filter(group__in=actor.groups_written, round__kind__in=(RoundKind.PLAN, RoundKind.REPORT))
            .annotate(kind=F("round__kind"), receipts=ArraySubquery(sent))
            .order_by("round__kind", "-round__year", "-round__due", "group__code")
            .distinct("round__kind")
            .only("pk", "state")
        )
        names = {RoundKind.PLAN: _("Plan"), RoundKind.REPORT: _("Report")}
        links = []
        for document in newest:
            own_page = address("document_detail", document.pk)
            receipts = tuple(address("submission_receipt", pk) for pk in document.receipts)
            writing = address("document_write", document.pk) if document.is_being_written else ""
            links.append(Link(names[document.kind], writing or own_page, covers=(own_page, *receipts)))
        return links

    @staticmethod
    def _links(*pairs: tuple[str, str]) -> list[Link]:
        return [Link(label, url) for label, url in pairs if url]


def page(request: HttpRequest) -> dict[str, object]:
    """Context processor: `page` in every template that is rendered for a request."""
    return {"page": Page(request), "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE}
