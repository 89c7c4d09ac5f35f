"""The way of mail out of the portal, and the addresses by which people find it."""

from collections.abc import Iterator
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.http.request import validate_host
from django.utils.translation import gettext as _

from .words import one_line

SECONDS = 10
# RFC 2606: names that lead nowhere, as in the settings' defaults.
INVENTED = (".example", ".invalid", ".test", "example.com", "example.net", "example.org")


def speaks_smtp() -> bool:
    return settings.EMAIL_BACKEND.endswith("smtp.EmailBackend")


def server() -> Iterator[str]:
    """Whether the server answers, speaks TLS where it should, and takes our sign-in. No mail is sent."""
    if not speaks_smtp():
        if settings.PRODUCTION:
            yield _("EMAIL_URL names no mail server, so no mail leaves the portal.")
        return
    address = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    if settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        yield _("The password for the mail server %(server)s goes without encryption. Write smtp+tls or smtp+ssl.") % {
            "server": address
        }
    try:
        backend: Any = get_connection(timeout=SECONDS)
        try:
            backend.open()
            backend.connection.noop()
        finally:
            backend.close()
    except (OSError, ValueError) as error:
        yield _("The mail server %(server)s cannot be used: %(why)s") % {"server": address, "why": one_line(error)}


def send_trial(to: str) -> str:
    """Send a mail that says what it is. What went wrong, empty when the server took it."""
    message = EmailMessage(
        subject=_("[ELO] Trial mail"),
        body=_("The portal %(address)s sent this mail to see whether mail arrives. Nobody needs to do anything.")
        % {"address": settings.PORTAL_ADDRESS}
        + "\n",
        from_email=settings.MAIL_FROM,
        to=[to],
        reply_to=[settings.MAIL_REPLY_TO],
        connection=get_connection(timeout=SECONDS),
    )
    try:
        message.send()
    except (OSError, ValueError) as error:
        return _("The trial mail to %(address)s was not taken: %(why)s") % {"address": to, "why": one_line(error)}
    return ""


def addresses() -> Iterator[str]:
    """The addresses of a production portal; a rehearsal has those of its own machine."""
    if not settings.PRODUCTION:
        return
    yield from _web_addresses()
    for name in ("MAIL_FROM", "MAIL_REPLY_TO"):
        address = parseaddr(getattr(settings, name))[1]
        try:
            validate_email(address)
        except ValidationError:
            yield _("%(name)s is not an e-mail address: %(value)s") % {"name": name, "value": getattr(settings, name)}
            continue
        if address.endswith(INVENTED):
            yield _("%(name)s is an invented address: %(value)s") % {"name": name, "value": address}


def _web_addresses() -> Iterator[str]:
    parts = urlsplit(settings.PORTAL_ADDRESS)
    if not settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS is empty, so the portal answers nobody.")
    elif "*" in settings.ALLOWED_HOSTS:
        yield _("ALLOWED_HOSTS has *, so anybody can make links of the portal lead elsewhere. Write the host names.")
    elif not validate_host(parts.hostname or "", settings.ALLOWED_HOSTS):
        yield _("The host of PORTAL_ADDRESS, %(host)s, is not in ALLOWED_HOSTS: links in mail lead nowhere.") % {
            "host": parts.hostname or "–"
        }
    if parts.scheme != "https":
        yield _("PORTAL_ADDRESS does not begin with https: %(value)s") % {"value": settings.PORTAL_ADDRESS}
    if not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield _("ELO_TRUSTED_PROXIES is 0: everybody behind the proxy counts as one in the limits of signing in.")
