"""Servers on this machine that answer as the test asks, and remember what they were given."""

import json
import socketserver
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def served(server):
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class FakeMail(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP. `answers` maps a verb to a line, or "" to hang up instead."""

    allow_reuse_address = daemon_threads = True

    def __init__(self, answers=None):
        super().__init__(("127.0.0.1", 0), _MailHandler)
        self.answers = answers or {}
        self.taken = []

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _MailHandler(socketserver.StreamRequestHandler):
    def handle(self):
        self._say(self.server.answers.get("hello", "220 fake"))
        while line := self.rfile.readline():
            verb = line.split()[0].decode().upper() if line.split() else ""
            answer = self.server.answers.get(verb)
            if verb == "DATA" and answer is None:
                self._say("354 go on")
                body = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    body += part
                self.server.taken.append(body)
                answer = self.server.answers.get("body", "250 taken")
            if answer == "":
                return  # hangs up
            self._say(answer or "250 fine")
            if verb == "QUIT":
                return

    def _say(self, line):
        self.wfile.write(line.encode() + b"\r\n")


class FakeSms(ThreadingHTTPServer):
    """Keeps one message per key, as providers promise. `answer` is (status, body) or seconds to
    sleep."""

    daemon_threads = True

    def __init__(self, answer=None):
        super().__init__(("127.0.0.1", 0), _SmsHandler)
        self.answer, self.asked, self.kept = answer, 0, {}

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/messages"


class _SmsHandler(BaseHTTPRequestHandler):
    def do_POST(self):
        server = self.server
        server.asked += 1
        sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if isinstance(server.answer, int | float):
            time.sleep(server.answer)
        status, body = server.answer if isinstance(server.answer, tuple) else (200, None)
        if status < 300:
            server.kept.setdefault(self.headers["Idempotency-Key"], sent)
        content = body if body is not None else json.dumps({"id": f"sms-{len(server.kept)}"})
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", "http://elsewhere.invalid/")
        with suppress(OSError):  # who asked may have gone
            self.end_headers()
            self.wfile.write(content.encode())

    def log_message(self, *_):
        pass
