"""Reports for the faults: whom a round is addressed to, drafts that are ready to be sent."""

from networks.models import User
from reporting.models import Document, Round, Submission
from tests import builders

# Of all answers. A report of this length takes a worker seconds to print, so it can be killed half way.
LONG = "Ohjaajat sopivat keväällä yhteisistä tavoitteista ja kokoontuivat joka kuukausi. " * 120


def an_open_round(**fields: object) -> Round:
    """Addressed to the secretaries of two ministries. Nobody is reminded, so that only what is done makes mails."""
    ministries = (builders.ministry(), builders.ministry())
    for ministry in ministries:
        builders.secretary(ministry)
    return builders.round_(ministries=ministries, page_note=None, page_limit=None, reminder_days=[], **fields)


def a_draft(in_round: Round, **text: str) -> tuple[Document, User]:
    """With every question answered, and the expert who may send it: three mails will leave."""
    document = builders.document(in_round=in_round)
    sender = builders.expert(document.group)
    builders.write_all(document, by=sender, **text)
    return document, sender


def a_sent_report(in_round: Round, **text: str) -> Submission:
    document, sender = a_draft(in_round, **text)
    return builders.send(document, by=sender)
