"""A signed-in browser, as far as faults need one: cookies, forms, and what the server answered."""

import http.client
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html.parser import HTMLParser
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from networks.models import User

NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    """What came back, and how long it took. Status 0: nothing came, and the page says why."""

    status: int
    location: str
    page: str
    seconds: float

    def said(self) -> str:
        """The page's words, the line breaks and the spaces of its source left out."""
        reader = _Words()
        reader.feed(self.page)
        return " ".join(" ".join(reader.words).split())

    def typed(self) -> list[str]:
        """What stands in the page's text fields."""
        reader = _Words()
        reader.feed(self.page)
        return reader.fields

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        reader = _Words()
        reader.feed(self.page)
        return reader.hidden[name]


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.fields: list[str] = []
        self.hidden: dict[str, str] = {}
        self._is_field = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "textarea":
            self._is_field = True
            self.fields.append("")
        named = dict(attrs)
        if tag == "input" and named.get("type") == "hidden":
            self.hidden[named.get("name") or ""] = named.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._is_field = False
            self.fields[-1] = self.fields[-1].removeprefix("\n")

    def handle_data(self, data: str) -> None:
        if self._is_field:
            self.fields[-1] += data
        else:
            self.words.append(data)


class Browser:
    """One person's browser. Every request is a connection of its own; redirects are followed when asked."""

    def __init__(self, port: int, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.port = port
        self.cookies = {
            settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
            settings.CSRF_COOKIE_NAME: secrets.token_hex(16),
        }

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, object]) -> Answer:
        token = {"csrfmiddlewaretoken": self.cookies[settings.CSRF_COOKIE_NAME]}
        return self._ask("POST", path, urlencode({**fields, **token}).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        begun = time.monotonic()
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException) as failure:
            return Answer(NO_ANSWER, "", repr(failure), time.monotonic() - begun)
        finally:
            connection.close()
        for value in response.headers.get_all("Set-Cookie") or []:
            name, _, rest = value.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return Answer(response.status, response.headers.get("Location", ""), page, time.monotonic() - begun)


def together(act: Callable[..., Answer], *of_each: Sequence[Any]) -> list[Answer]:
    """Do it with each at the same moment, each in a thread of its own. The acts ask the database nothing."""
    start = Barrier(len(of_each[0]))

    def one(*its: Any) -> Answer:
        start.wait(30)
        return act(*its)

    with ThreadPoolExecutor(len(of_each[0])) as pool:
        return list(pool.map(one, *of_each))
