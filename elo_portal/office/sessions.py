"""How long a sign-in lasts. Real time, counted on the server; the domain's clock has no say here."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

BEGAN, SEEN = "sign_in_began", "sign_in_seen"


def begin(session: SessionBase) -> None:
    """Start both clocks of a sign-in."""
    session[BEGAN] = session[SEEN] = int(time.time())


def has_ended(session: SessionBase) -> bool:
    """Whether the sign-in has stood idle too long, or lasted as long as one may."""
    return seconds_left(session) <= 0


def seconds_left(session: SessionBase) -> int:
    """Seconds until the sign-in ends if nothing more is done."""
    now = time.time()
    idle = session.get(SEEN, now) + settings.SESSION_IDLE_SECONDS - now
    return max(0, int(min(idle, seconds_left_at_most(session))))


def seconds_left_at_most(session: SessionBase) -> int:
    """Seconds until the sign-in ends whatever is done."""
    now = time.time()
    return max(0, int(session.get(BEGAN, now) + settings.SESSION_ABSOLUTE_SECONDS - now))


def touch(session: SessionBase, *, at_once: bool = False) -> None:
    """The person did something. Written once a minute at most, so that reading a page does not write a row."""
    now = int(time.time())
    grain = 0 if at_once else min(60, settings.SESSION_IDLE_SECONDS // 10)
    if now - session.get(SEEN, 0) >= grain:
        session[SEEN] = now


def _begin_at_sign_in(request: HttpRequest | None = None, **_: Any) -> None:
    if request is not None and hasattr(request, "session"):
        begin(request.session)


user_logged_in.connect(_begin_at_sign_in, dispatch_uid="office.sessions.begin")
