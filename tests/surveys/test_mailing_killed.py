"""The server is killed while it sends: nobody gets two e-mails, and nobody is forgotten."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
from email import message_from_bytes
from pathlib import Path

import pytest

ADDRESSES = [f"person{number}@example.org" for number in range(12)]
PREPARE = f"""
from datetime import timedelta
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from octant.accounts.models import User
from octant.clusters.models import Cluster
from octant.ratings.models import RatingSet
from octant.rounds.models import Round
from octant.surveys.actions import mailing, surveys
user = User.objects.create_user("core@example.org", name="The core team")
cluster = Cluster.objects.create(slug="north", name="North", country="SE")
ratings = RatingSet.objects.create(cluster=cluster, framework="csei", edition=1)
round_ = Round.objects.create(cluster=cluster, number=1, ratings=ratings)
survey = surveys.add_survey(round=round_, by=user, anonymity="sector", title="What do you see?")
surveys.open_survey(survey=survey, by=user)
mailing.invite(survey=survey, by=user, site="https://octant.example.org", emails={ADDRESSES!r})
"""
START = "from octant.surveys.actions.mailing import mailroom; mailroom.deliver_all()"
LOOK = """
from django.db.models import F
from django.utils import timezone
from octant.accounts.mailing import SILENT
from octant.surveys.models import Invitation, Survey
from octant.surveys.queries import invitations
Invitation.objects.exclude(taken_at=None).update(taken_at=F("taken_at") - 2 * SILENT)
survey = Survey.objects.get()
print(invitations.counts(survey).mails_waiting, *(row.email for row in invitations.uncertain(survey)))
"""


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks just enough SMTP. `when` is told each command and each whole message before it is answered."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.got: list[str] = []
        self.when = lambda what, count: None


class Talk(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 hello")
        while line := self.rfile.readline():
            command = line[:4].upper().decode()
            self.server.when(command, len(self.server.got))
            if command == "DATA":
                self.say("354 go on")
                body = b""
                while (line := self.rfile.readline()) not in (b".\r\n", b""):
                    body += line
                self.server.got.append(message_from_bytes(body)["To"])
                self.server.when("got", len(self.server.got))
            self.say("221 bye" if command == "QUIT" else "250 fine")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


@pytest.fixture
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.parametrize(("command", "arrived"), [("got", 5), ("RCPT", 4)])
def test_killed_in_the_middle(mail_server: MailServer, tmp_path: Path, command: str, arrived: int) -> None:
    """Once when the fifth e-mail has arrived but nobody could say so, once before its text was sent."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "octant.settings",
        "OCTANT_DATA": str(tmp_path),
        "OCTANT_EMAIL_URL": f"smtp://127.0.0.1:{mail_server.server_address[1]}",
        "DATABASE_URL": "",
    }

    def start(work: str) -> subprocess.Popen[str]:
        code = f"import django; django.setup()\n{work}"
        return subprocess.Popen(
            [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, text=True
        )

    assert start(PREPARE).wait(120) == 0
    killed = start(START)

    def power_cut(what: str, count: int) -> None:
        if (what, count) == (command, arrived):
            killed.kill()
            killed.wait()

    mail_server.when = power_cut
    assert killed.wait(60) == -signal.SIGKILL
    assert len(mail_server.got) == arrived
    mail_server.when = lambda what, count: None
    assert start(START).wait(60) == 0
    assert len(set(mail_server.got)) == len(mail_server.got) >= len(ADDRESSES) - 1

    look = start(LOOK)
    waiting, *uncertain = look.communicate(timeout=60)[0].split()
    assert waiting == "0"
    assert len(uncertain) == 1
    assert {*mail_server.got, *uncertain} == set(ADDRESSES)
