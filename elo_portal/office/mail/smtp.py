"""The conversation with the mail server, in which a lost answer is told apart from a refusal."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp

END_OF_MAIL = b"\r\n.\r\n"


class Unanswered(OSError):
    """The whole mail was handed over, and then no answer came: whether the server has taken it is not known."""


class _Careful:
    """What both kinds of conversation share."""

    _has_all = False

    def send(self, s: Any) -> None:
        super().send(s)  # type: ignore[misc]
        self._has_all = isinstance(s, bytes) and s.endswith(END_OF_MAIL)

    def data(self, msg: Any) -> Any:
        self._has_all = False
        try:
            return super().data(msg)  # type: ignore[misc]
        except smtplib.SMTPResponseException:
            raise
        except OSError as lost:
            if self._has_all:
                raise Unanswered(str(lost)) from lost
            raise


class _Plain(_Careful, smtplib.SMTP):
    pass


class _Encrypted(_Careful, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _Encrypted if self.use_ssl else _Plain
