"""A small mail server, for tests that let mail really leave: it keeps what it took, and refuses as it is told."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from email.message import EmailMessage


class Server(socketserver.ThreadingTCPServer):
    """rcpt, data: the answers, for every mail. breaks: the connection ends once a mail has been handed over."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Talk)
        self.taken: list[tuple[str, EmailMessage]] = []  # to whom, and the mail
        self.rcpt, self.data, self.breaks = "250 ok", "250 taken", False
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def stop(self) -> None:
        self.shutdown()
        self.server_close()


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self._say("220 here")
        to = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self._say(self.server.rcpt)
            elif verb == "DATA":
                self._say("354 go on")
                lines = iter(self.rfile.readline, b".\r\n")
                body = b"".join(each[1:] if each.startswith(b"..") else each for each in lines)
                if self.server.data.startswith("250"):
                    self.server.taken.append((to, _parsed(body)))
                if self.server.breaks:
                    return
                self._say(self.server.data)
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def _parsed(body: bytes) -> EmailMessage:
    return email.message_from_bytes(body, policy=email.policy.default)  # type: ignore[return-value]
