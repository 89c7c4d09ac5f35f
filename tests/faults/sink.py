"""A mail server on loopback that keeps what is handed over to it and sends nothing on."""

import email
import email.policy
import socketserver
import threading
from dataclasses import dataclass
from email.message import EmailMessage
from types import TracebackType


@dataclass(frozen=True)
class Mail:
    """A message as it was handed over: to whom on the envelope, and its bytes."""

    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.data, policy=email.policy.default)  # type: ignore[return-value]

    @property
    def attachments(self) -> list[tuple[str | None, bytes]]:
        """Name and bytes of each attached file."""
        return [(part.get_filename(), part.get_content()) for part in self.message.iter_attachments()]


class _Conversation(socketserver.StreamRequestHandler):
    """One client's SMTP (RFC 5321), as much of it as a submitting client speaks."""

    server: "_Server"
    timeout = 60

    def handle(self) -> None:
        recipients: list[str] = []
        self.say("220 sink.elo.example")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            sink = self.server.sink
            if verb == b"RCPT":
                address = line.partition(b"<")[2].partition(b">")[0].decode()
                if address in sink.silent_to:
                    sink.answering.wait(60)
                if address in sink.refusals:
                    self.say(sink.refusals[address])
                    continue
                recipients.append(address)
            if verb == b"DATA":
                self.say("354 Go on")
                sink.keep(Mail(tuple(recipients), self.read_data()))
                if sink.drops.intersection(recipients):
                    return
                answers = [sink.refusals_of_mail[one] for one in recipients if one in sink.refusals_of_mail]
                recipients = []
                if answers:
                    self.say(answers[0])
                    continue
            if verb == b"QUIT":
                self.say("221 Bye")
                return
            self.say("250 Yes")

    def read_data(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def say(self, words: str) -> None:
        try:
            self.wfile.write(f"{words}\r\n".encode())
        except ConnectionError:
            return  # the client has been killed: some tests are about that


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, sink: "MailSink") -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.sink = sink


class MailSink:
    """The server with its mails. While `answering` is not set, a mail is kept but its client waits for the yes.

    By address: `refusals` answers who is named as recipient, `refusals_of_mail` answers the whole mail, `silent_to`
    leaves the naming of a recipient without an answer while `answering` is not set, and `drops` hangs up when it has
    the mail.
    """

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refusals: dict[str, str] = {}
        self.refusals_of_mail: dict[str, str] = {}
        self.silent_to: set[str] = set()
        self.drops: set[str] = set()
        self.answering = threading.Event()
        self.answering.set()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def keep(self, mail: Mail) -> None:
        self.mails.append(mail)
        self.answering.wait(60)

    def addresses(self) -> list[str]:
        """To whom mail was handed over, an address for every time, in order of the alphabet."""
        return sorted(address for mail in list(self.mails) for address in mail.recipients)

    def __enter__(self) -> "MailSink":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answering.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
