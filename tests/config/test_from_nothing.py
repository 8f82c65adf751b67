"""From an empty database to a working house, with the commands that docs/operations.md names."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from base64 import b32decode

import psycopg
import pytest
from django_otp.oath import TOTP

from heimveg.config.database import with_name
from tests.server import ROOT, SERVER

OWN = "korn til ugla kvar natt"
TOKEN = re.compile(r'name="(csrfmiddlewaretoken|form_key|row_version)" value="([^"]+)"')


class Browser:
    """Just enough of one: cookies, forms, redirects."""

    def __init__(self, address):
        self.address, self.text, self.url = address, "", ""
        jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def open(self, path, **sent):
        url = urllib.parse.urljoin(self.address, path)
        fields = dict(TOKEN.findall(self.text)) | sent if sent else None
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(url, data, {"Referer": self.url or url})  # noqa: S310  # our own address
        with self.opener.open(request, timeout=30) as answer:
            self.url, self.text = answer.url, answer.read().decode()
        return answer.status

    def fill(self, path, **typed):
        self.open(path)
        return self.open(path, **typed)


@pytest.fixture
def house(tmp_path):
    """heimveg(*arguments) on an empty database of this test's own."""
    name = f"heimveg_first_{uuid.uuid4().hex[:8]}"
    server = os.environ[SERVER]
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"CREATE DATABASE {name}")
    environment = os.environ | {
        "DATABASE_URL": with_name(server, name),
        "HEIMVEG_HOME": str(tmp_path),
        "HEIMVEG_HTTPS": "0",
    }
    environment.pop("HEIMVEG_DEMO", None)
    running = []

    def heimveg(*arguments, wait=True):
        command = [sys.executable, "-m", "heimveg.config.cli", *arguments]
        if not wait:
            running.append(
                subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True)
            )
            return None
        return subprocess.run(
            command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )

    yield heimveg
    for process in running:
        os.killpg(process.pid, signal.SIGTERM)  # the command and the server it started
        process.wait(timeout=30)
    with psycopg.connect(server, autocommit=True) as db:
        db.execute(f"DROP DATABASE {name} WITH (FORCE)")


def password_in(done):
    assert done.returncode == 0, done.stdout + done.stderr
    return re.search(r"One-time password: +(\S+)", done.stdout)[1]


def served(heimveg):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    heimveg("serve", "--port", str(port), "--workers", "1", wait=False)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"http://127.0.0.1:{port}/"
        time.sleep(0.1)
    raise AssertionError("nothing serves")


def enter(browser, username, password):
    """Log in for the first time: the second factor, then a password of one's own."""
    browser.fill("log-in/", username=username, password=password)
    secret = re.search(r"secret=([A-Z2-7]+)", browser.text)[1]
    totp = TOTP(b32decode(secret + "=" * (-len(secret) % 8)))
    totp.time = time.time()
    browser.open("second-factor/", code=f"{totp.token():06d}")
    assert browser.url.endswith("/password/"), browser.url
    browser.open("password/", new=OWN, again=OWN)


def test_five_commands_lead_from_an_empty_database_to_a_house_with_people_in_it(house):
    assert "heimveg migrate" in house("first-user", "kari").stderr

    assert house("migrate").returncode == 0
    town = ("--municipality", "Nordvik kommune", "--number", "9999", "--language", "en")
    kari = password_in(house("first-user", "kari", "--name", "Kari Nes", *town))
    ola = password_in(house("first-user", "ola", "--name", "Ola Vik"))
    third = house("first-user", "per")
    assert (third.returncode, "password" in third.stdout) == (2, False)

    address = served(house)
    first, second = Browser(address), Browser(address)
    enter(first, "kari", kari)
    assert "Good day, Kari" in first.text
    style = re.search(r'href="(/static/[^"]+\.css)"', first.text)[1]
    assert Browser(address).open(style) == 200

    first.fill(
        "units/new/", name="Bustadkontoret", kind="housing", is_inside="on",
        started_on=time.strftime("%Y-%m-%d"),
    )  # fmt: skip
    assert "Bustadkontoret" in first.text
    assert first.fill("staff/new/", name="Tone Lia", username="tone") == 201
    tone = re.search(r"<code>(.+)</code>", first.text)[1]
    user = re.search(r'href="(/staff/\d+/)">It is handed over', first.text)[1]
    unit = r'<option value="(\d+)">Bustadkontoret'
    first.open(f"{user}positions/new/")
    unit_id = re.search(unit, first.text)[1]
    given = {"unit": unit_id, "role": "allocator", "started_on": time.strftime("%Y-%m-%d")}
    first.open(f"{user}positions/new/", handles_protected="on", **given)
    assert "Waits for a second person" in first.text

    enter(second, "ola", ola)
    assert "Access to approve" in second.text
    second.open("access-requests/")
    path = re.search(r'action="(/access-requests/\d+/)"', second.text)[1]
    second.open(path, answer="approve")

    newcomer = Browser(address)
    enter(newcomer, "tone", tone)
    assert "Good day, Tone" in newcomer.text
    assert newcomer.open("people/") == 200
    with pytest.raises(urllib.error.HTTPError, match="403"):
        first.open("people/")


def test_the_demo_leaves_alone_what_is_not_a_whole_demo(house):
    """A real municipality, or a demo whose filling was stopped half-way."""
    assert house("migrate").returncode == 0
    town = ("--municipality", "Nordvik kommune", "--number", "9999")
    password_in(house("first-user", "kari", "--name", "Kari Nes", *town))

    refused = house("demo", "--no-serve")

    assert refused.returncode == 1
    assert "RESET=1" in refused.stderr
    assert "tildelar" not in refused.stderr + refused.stdout
