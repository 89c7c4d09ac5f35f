"""What a person had typed when their form could not be taken, so that a page can give it back."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

# Never shown again: secrets, and what the machine put in the form.
SECRET = ("password", "csrf", "token", "code", "secret", "otp")
MACHINERY = {"next", "base", "revision", "action", "submit", "login", "email"}
# A key, a number or the value of a choice; what a person writes has a capital, a space or a full stop.
KEY = re.compile(r"[a-z0-9_-]*")


@dataclass
class TypedText:
    """A field that was sent: its name in the form and the person's text."""

    name: str
    text: str

    @property
    def rows(self) -> int:
        """Rows that show the text nearly whole."""
        return min(20, max(3, len(self.text) // 80 + self.text.count("\n") + 1))


def typed_texts(request: HttpRequest) -> list[TypedText]:
    """The texts of a POST. Empty when another site sent it: its words must not stand on our page."""
    if request.method != "POST" or not comes_from_our_own_page(request):
        return []
    try:
        fields = request.POST
    except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        return []
    return [
        TypedText(name, text)
        for name, texts in fields.lists()
        for text in texts
        if _is_a_persons_text(name.lower(), text)
    ]


def _is_a_persons_text(name: str, text: str) -> bool:
    if any(word in name for word in SECRET) or name.rpartition("-")[2] in MACHINERY:
        return False
    return KEY.fullmatch(text.strip()) is None


def comes_from_our_own_page(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this portal sent the form."""
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in {"same-origin", "none"}
    sender = request.headers.get("Origin", "") or request.headers.get("Referer", "")
    return not sender or urlsplit(sender).netloc == request.get_host()


def address_to_return_to(request: HttpRequest, otherwise: str = "/") -> str:
    """A page of ours that can be opened again: this one, or for a POST the page that sent it."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    sender = urlsplit(request.headers.get("Referer", ""))
    if sender.netloc == request.get_host():
        return sender.path + (f"?{sender.query}" if sender.query else "")
    return otherwise
