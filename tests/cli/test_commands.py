"""The command line, as somebody types it."""

import re

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from typer.testing import CliRunner, Result

from onegrid.audit.models import Anchor, Entry
from onegrid.cli.commands import app
from onegrid.directory.models import Person, Role
from onegrid.directory.rights import Right, has_right
from tests.audit.test_verification import GUARDS
from tests.conftest import Cast
from tests.factories import make_case

AREA = "371502009"


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, env={"COLUMNS": "200"})


def test_every_command_explains_itself() -> None:
    for words in (
        [],
        ["serve"],
        ["demo"],
        ["import", "areas"],
        ["import", "cases"],
        ["export", "areas"],
        ["audit", "verify"],
    ):
        result = run(*words, "--help")
        assert result.exit_code == 0 and "Usage" in result.output, words


@pytest.mark.django_db
class TestAudit:
    def test_a_clean_record_is_said_to_be_unaltered(self, cast: Cast) -> None:
        make_case()
        result = run("audit", "verify")
        assert result.exit_code == 0
        assert f"{Entry.objects.count()} entries are unaltered" in result.output

    def test_an_altered_entry_is_named_and_ends_with_status_1(self, cast: Cast) -> None:
        case = make_case()
        with connection.cursor() as cursor:
            for statement in GUARDS[connection.vendor]:
                cursor.execute(statement)
            cursor.execute("UPDATE audit_entry SET reason = 'nothing' WHERE chain = %s", [case.chain])
        result = run("audit", "verify")
        assert result.exit_code == 1
        assert case.chain in result.output

    def test_an_anchor_is_made_once_a_day_and_printed(self, cast: Cast) -> None:
        make_case()
        assert Anchor.objects.count() == 0
        assert run("audit", "anchor").exit_code == 0
        assert "already" in run("audit", "anchor").output
        anchor = Anchor.objects.get()
        assert anchor.digest in run("audit", "anchors").output
        assert run("audit", "anchors", "--since", "2199-01-01").output == ""


@pytest.mark.django_db
class TestPerson:
    def add(self, username: str = "zheng") -> Result:
        words = ("--name", "郑管理", "--role", Role.ADMINISTRATOR.value, "--area", AREA)
        return run("person", "add", username, *words, "--password", "a long enough password")

    def test_the_first_administrator_may_sign_in_and_edit_posts(self) -> None:
        result = self.add()
        assert result.exit_code == 0, result.output
        person = Person.objects.get(username="zheng")
        assert authenticate(username="zheng", password="a long enough password") == person
        assert has_right(person, Right.EDIT_PEOPLE, AREA)

    def test_a_name_that_is_taken_is_refused_in_words(self) -> None:
        self.add()
        result = self.add()
        assert result.exit_code == 1
        assert re.search("zheng", result.output) and "Traceback" not in result.output
        assert Person.objects.filter(username="zheng").count() == 1
