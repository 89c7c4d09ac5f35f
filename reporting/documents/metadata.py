"""What a registry must know of a document, as XML: the metadata of docs/registry.md, schema registry-metadata.xsd."""

import re
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import translation
from django.utils.translation import gettext

from elo_portal.office import frozen
from elo_portal.office.arriving import ArrivalWay
from elo_portal.office.clock import HELSINKI
from reporting.choices import RoundKind, State
from reporting.models import CaseNumber, Submission

NAMESPACE = "urn:x-elo-portal:registry-metadata:1"
# What XML 1.0 cannot hold at all, even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
PORTAL = "portal"


@dataclass(frozen=True)
class PackedFile:
    """A file of the package: where it lies under the document's folder, what it is to the document, its SHA-256.

    `given_name`: what it was called when it came, if otherwise. `withheld` says why the file itself is not in the
    package: a virus was found in it.
    """

    name: str
    role: str
    media_type: str
    size: int
    sha256: str
    given_name: str = ""
    withheld: str = ""


def metadata_xml(submission: Submission, *, numbers: list[CaseNumber], files: list[PackedFile]) -> bytes:
    """The metadata as UTF-8 with a declaration. `numbers`: those that stand, with their authorities and names."""
    content = submission.frozen
    with translation.override(content["language"]):
        root = _root(submission, content, numbers, files)
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _root(
    submission: Submission, content: dict[str, Any], numbers: list[CaseNumber], files: list[PackedFile]
) -> ET.Element:
    language = content["language"]
    document = submission.document
    root = ET.Element("document", {"xmlns": NAMESPACE, "xml:lang": language})
    _add(root, "identifier", content["identifier"])
    _add(root, "documentIdentifier", document.identifier)
    _add(root, "version", str(submission.number))
    _add(root, "kind", str(RoundKind(content["kind"]).label), code=content["kind"])
    _add(root, "title", f"{content['title']} – {content['group']['name']}")
    _add(root, "language", language)
    _add(root, "year", str(content["year"]))
    sender = _add(root, "sender")
    _add(sender, "organisation", content["sent"]["by"]["organisation"])
    if content["sent"]["by"]["name"]:
        _add(sender, "name", content["sent"]["by"]["name"])
    _add(root, "group", content["group"]["name"], code=content["group"]["code"])
    addressees = _add(root, "addressees")
    for one in content["addressees"]:
        addressee = _add(addressees, "addressee", capacity=one["capacity"])
        _add(addressee, "organisation", one["organisation"])
        if one["name"]:
            _add(addressee, "name", one["name"])
    _arrival(root, submission, content)
    _add(root, "stage", str(State(document.state).label), code=document.state)
    written = _add(root, "caseNumbers")
    for row in numbers:
        number = _add(written, "caseNumber", of="round" if row.is_of_round else "document")
        _add(number, "authority", row.authority.name_on(row.at.astimezone(HELSINKI).date(), language))
        _add(number, "number", row.number)
        _add(number, "writtenBy", row.by.name)
        _add(number, "writtenAt", frozen.moment(row.at))
    # Nothing of a document is marked secret in the portal, and how long it is kept the ministry decides.
    _add(root, "secrecy", "none")
    _add(root, "retention", decidedBy="ministry")
    fingerprints = _add(root, "content", sha256=submission.sha256)
    if content["previous"]:
        fingerprints.set("previous", content["previous"])
    listed = _add(root, "files")
    for file in files:
        attributes = {
            "role": file.role,
            "mediaType": file.media_type,
            "size": str(file.size),
            "sha256": file.sha256,
            "givenName": file.given_name,
            "withheld": file.withheld,
        }
        _add(listed, "file", file.name, **{key: value for key, value in attributes.items() if value})
    return root


def _arrival(root: ET.Element, submission: Submission, content: dict[str, Any]) -> None:
    arrival = _add(root, "arrival", late="true" if submission.is_late else "false")
    _add(arrival, "moment", frozen.moment(submission.at))
    entered = content.get("arrival")
    if entered is None:
        _add(arrival, "way", gettext("in the portal"), code=PORTAL)
        return
    _add(arrival, "way", str(ArrivalWay(entered["way"]).label), code=entered["way"])
    _add(arrival, "enteredAt", entered["entered_at"])
    _add(arrival, "enteredBy", entered["entered_by"]["name"])
    if entered["note"]:
        _add(arrival, "note", entered["note"])


def _add(to: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    one = ET.SubElement(to, name, {key: _clean(value) for key, value in attributes.items()})
    if text:
        one.text = _clean(text)
    return one


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
