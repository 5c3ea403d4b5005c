"""What others do reaches those who may know it, and nobody else."""

import asyncio
import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.test import Client
from pytest_django import Settings

from onegrid.audit.models import Entry
from onegrid.casework.domain.moving import make_move
from onegrid.casework.models import Case
from onegrid.casework.queries import cases_visible_to
from onegrid.directory.models import Person
from onegrid.directory.rights import Right, Scope, scope_of
from onegrid.web.live import waking
from onegrid.web.live.entering import enter
from onegrid.web.live.following import GRACE_S, Change, Follower, changes_since, last_entry
from onegrid.web.live.hub import MOST_PER_PERSON, MOST_WAITING, Hub, Listener
from onegrid.web.live.stream import Live
from tests.conftest import Cast
from tests.factories import make_case

EVERYBODY = ("grid_member", "grid_leader", "community_officer", "duty_officer", "handler", "colleague", "outsider")


def cookies(person: Person) -> str:
    client = Client()
    client.force_login(person)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def heard(listener: Listener) -> list[tuple[str, Any]]:
    """The events that wait for a page."""
    found = []
    while not listener.waiting.empty():
        text = listener.waiting.get_nowait()
        lines = dict(line.split(": ", 1) for line in (text or "event: end\ndata: null").strip().split("\n"))
        found.append((lines["event"], json.loads(lines["data"])))
    return found


class TestFollowing:
    def test_each_case_that_changed_is_named_once(self, cast: Cast) -> None:
        old, follower = make_case(), Follower()
        assert follower.read() == []
        new = make_case()
        make_move(new, "take", actor=cast.actor("grid_member"))
        assert [change.number for change in follower.read()] == [new.number]
        assert follower.read() == []
        make_move(old, "take", actor=cast.actor("grid_member"))
        assert [change.number for change in follower.read()] == [old.number]

    def test_what_could_not_be_looked_up_is_read_again(self, cast: Cast) -> None:
        follower = Follower()
        follower.read()
        case = make_case()

        def refuse(execute: Any, sql: str, *rest: Any) -> Any:
            if "casework_call" in sql:
                raise OperationalError("database is locked")
            return execute(sql, *rest)

        with connection.execute_wrapper(refuse), pytest.raises(OperationalError):
            follower.read()
        assert [change.number for change in follower.read()] == [case.number]

    def test_what_came_after_an_entry_is_told_to_whoever_was_away(self, cast: Cast) -> None:
        make_case()
        seen = last_entry()
        missed = make_case()
        make_move(missed, "take", actor=cast.actor("grid_member"))
        assert [change.number for change in changes_since(seen)] == [missed.number]
        assert changes_since(last_entry()) == []

    def test_asking_costs_one_question_when_nothing_is_new(self, cast: Cast, django_assert_num_queries: Any) -> None:
        make_case()
        follower = Follower()
        follower.read()
        with django_assert_num_queries(1):
            follower.read()

    def test_an_entry_that_is_committed_late_is_not_passed_over(self, cast: Cast) -> None:
        now = [0.0]
        follower = Follower(clock=lambda: now[0])
        follower.read()
        case = make_case()
        follower.read()
        # A lower number than what was read, as of a transaction that took longer.
        late = Entry.objects.get(chain=case.chain)
        late.pk, late.chain = late.pk - 1 if late.pk > 1 else late.pk + 5, f"case:{make_case(lon=116.015).pk}"
        follower.read()
        now[0] = GRACE_S / 2
        if not Entry.objects.filter(pk=late.pk).exists():
            late.seq = 99
            late.save(force_insert=True)
            assert len(follower.read()) == 1
        now[0] = GRACE_S * 3
        assert follower.read() == []

    @pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time")
    @pytest.mark.django_db(transaction=True)
    def test_transactions_that_overlap_are_all_followed(self, cast: Cast) -> None:
        follower, first_wrote, second_done = Follower(), threading.Event(), threading.Event()
        follower.read()
        slow, quick = make_case(), make_case()
        follower.read()

        def act_slowly() -> None:
            with transaction.atomic():
                make_move(Case.objects.get(pk=slow.pk), "take", actor=cast.actor("grid_member"))
                first_wrote.set()
                second_done.wait(10)
            connection.close()

        thread = threading.Thread(target=act_slowly)
        thread.start()
        first_wrote.wait(10)
        make_move(quick, "take", actor=cast.actor("grid_member"))
        assert [change.number for change in follower.read()] == [quick.number]
        second_done.set()
        thread.join()
        assert [change.number for change in follower.read()] == [slow.number]


class TestScope:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_a_page_hears_of_just_what_its_reader_may_see(self, cast: Cast, who: str) -> None:
        follower = Follower()
        follower.read()
        here, there, called = make_case(), make_case(lon=116.035), make_case(lon=116.035)
        make_case(lon=117.005)
        over = {"organisation": cast.department, "reason": "环卫职责"}
        make_move(there, "redirect", actor=cast.actor("duty_officer"), **over)
        make_move(called, "take", actor=cast.actor("duty_officer"))
        call = {"organisations": [cast.other_department], "reason": "请到场"}
        make_move(called, "call-in", actor=cast.actor("duty_officer"), **call)
        person = getattr(cast, who)
        listener = Listener(person.pk, person.name, scope_of(person, Right.SEE_CASES))
        hub = Hub()
        hub.join(listener)
        hub.tell(follower.read())
        told = {number for event, data in heard(listener) if event == "changed" for number in data["numbers"]}
        assert told == set(cases_visible_to(person).values_list("number", flat=True))
        assert here.number in told or who in ("handler", "colleague", "outsider")

    def test_nobody_enters_without_a_session_rights_or_with_a_changed_password(self, cast: Cast) -> None:
        assert enter("") is None
        assert enter(f"{settings.SESSION_COOKIE_NAME}=forged") is None
        assert enter(cookies(cast.planner)) is None
        good = cookies(cast.duty_officer)
        assert enter(good) is not None
        cast.duty_officer.set_password("another long password")
        cast.duty_officer.save()
        assert enter(good) is None

    def test_an_office_that_asks_for_a_second_factor_asks_it_here_too(self, cast: Cast, settings: Settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        assert enter(cookies(cast.duty_officer)) is None

    def test_nobody_is_seen_at_a_case_that_they_may_not_see(self, cast: Cast) -> None:
        case = make_case(lon=116.035)
        listener = enter(cookies(cast.grid_member), case.number)
        assert listener is not None and listener.number == ""


class TestHub:
    def join(self, hub: Hub, person: int, name: str, number: str = "") -> Listener:
        listener = Listener(person, name, Scope(frozenset({"371502009"})), number)
        hub.join(listener)
        return listener

    def test_who_else_looks_at_a_case_is_said_and_unsaid(self) -> None:
        hub = Hub()
        one, other = self.join(hub, 1, "王网格", "A"), self.join(hub, 2, "李格长", "A")
        self.join(hub, 3, "赵值班", "B")
        assert heard(one)[-1] == ("looking", {"names": ["李格长"]})
        assert heard(other)[-1] == ("looking", {"names": ["王网格"]})
        hub.part(other)
        assert heard(one) == [("looking", {"names": []})]

    def test_a_page_that_does_not_keep_up_is_let_go(self) -> None:
        hub = Hub()
        slow = self.join(hub, 1, "王网格")
        for number in range(MOST_WAITING + 5):
            hub.tell([Change(str(number), "371502009001", frozenset())])
        assert heard(slow)[-1][0] in ("end", "changed") and slow.waiting.qsize() <= MOST_WAITING

    def test_of_too_many_pages_of_one_person_the_oldest_go(self) -> None:
        hub = Hub()
        pages = [self.join(hub, 1, "王网格") for _ in range(MOST_PER_PERSON + 2)]
        assert [event for event, _data in heard(pages[0])][-1] == "end"
        assert "end" not in [event for event, _data in heard(pages[-1])]


class Server:
    """The application with one request, on a loop of its own."""

    def __init__(self, cookie: str, *, origin: str = "", last_event_id: str = "", **query: str) -> None:
        self.sent: list[dict[str, Any]] = []
        headers = [(b"cookie", cookie.encode()), (b"host", b"office:8001")]
        headers += [(b"origin", origin.encode())] if origin else []
        headers += [(b"last-event-id", last_event_id.encode())] if last_event_id else []
        self.scope = {"type": "http", "path": "/live/", "headers": headers, "query_string": urlencode(query).encode()}

    async def run(self, live: Live, *, until: str = "hello") -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, str]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            self.sent.append(message)
            if until.encode() in message.get("body", b""):
                gone.set()

        await asyncio.wait_for(live(self.scope, receive, send), 20)


@pytest.fixture
def live() -> Iterator[Live]:
    made = Live()
    yield made
    made.thread.submit(lambda: connection.close()).result()
    made.thread.shutdown()


@pytest.mark.django_db(transaction=True)
class TestStream:
    def test_a_stream_opens_for_staff_and_is_closed_to_others(self, cast: Cast, live: Live) -> None:
        staff, stranger = Server(cookies(cast.duty_officer)), Server("")
        asyncio.run(staff.run(live))
        asyncio.run(stranger.run(live))
        assert staff.sent[0]["status"] == 200 and b"event: hello" in staff.sent[1]["body"]
        assert stranger.sent[0]["status"] == 403
        assert not live.hub.listeners

    @pytest.mark.parametrize(("origin", "status"), [("http://office:8000", 200), ("http://elsewhere:8000", 404)])
    def test_only_pages_of_the_same_host_may_listen(self, cast: Cast, live: Live, origin: str, status: int) -> None:
        server = Server(cookies(cast.duty_officer), origin=origin)
        asyncio.run(server.run(live))
        assert server.sent[0]["status"] == status

    @pytest.mark.parametrize("by", ["page", "browser"])
    def test_a_page_is_told_what_it_missed_on_its_way(self, cast: Cast, live: Live, by: str) -> None:
        make_case()
        before = last_entry()
        missed = make_case()
        live.follower._low = last_entry()
        known = {"since": str(before)} if by == "page" else {"last_event_id": str(before), "since": "0"}
        server = Server(cookies(cast.duty_officer), **known)
        asyncio.run(server.run(live, until="event: changed"))
        *_hello, told = (each["body"].decode() for each in server.sent if each.get("body"))
        assert f'"numbers": ["{missed.number}"]' in told
        assert told.startswith(f"id: {last_entry()}\n")

    def test_a_page_that_missed_nothing_is_told_nothing(self, cast: Cast, live: Live) -> None:
        make_case()
        live.follower._low = last_entry()
        for since in (str(last_entry()), str(last_entry() + 7), "", "-1", "x"):
            server = Server(cookies(cast.duty_officer), since=since)
            asyncio.run(server.run(live))
            assert not any(b"changed" in each.get("body", b"") for each in server.sent)

    def test_what_another_process_writes_is_heard(self, cast: Cast, live: Live) -> None:
        """Another thread with a connection of its own stands for another process: both see only what was committed."""
        server, written = Server(cookies(cast.duty_officer)), []

        async def listen() -> None:
            follow = asyncio.create_task(live._follow())
            stream = asyncio.create_task(server.run(live, until="event: changed"))
            while not any(b"hello" in each.get("body", b"") for each in server.sent):
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.6)
            written.append(await asyncio.to_thread(write))
            await stream
            follow.cancel()

        def write() -> str:
            try:
                return make_case().number
            finally:
                connection.close()

        asyncio.run(listen())
        assert any(written[0].encode() in each.get("body", b"") for each in server.sent)


def redis_url() -> str:
    """A Redis on this machine. In CI there must be one."""
    import os

    from redis import Redis

    url = os.environ.get("REDIS_URL") or "redis://127.0.0.1:6379/15"
    try:
        Redis.from_url(url, socket_connect_timeout=1).ping()
    except OSError:
        words = f"there is no Redis at {url}: set REDIS_URL to run the tests on it"
        pytest.fail(words) if os.environ.get("CI") else pytest.skip(words)
    return url


def test_through_redis_news_is_heard_at_once_across_processes(settings: Settings) -> None:
    settings.REDIS_URL = redis_url()
    waking._news = waking._ear = waking._client = None

    async def wait() -> float:
        loop = asyncio.get_running_loop()
        listening = asyncio.create_task(waking.wait_for_news(30))
        await asyncio.sleep(0.5)
        began = loop.time()
        await asyncio.to_thread(waking.tell_news)
        await listening
        waking._ear.cancel()  # type: ignore[attr-defined]
        return loop.time() - began

    assert asyncio.run(wait()) < 10
    waking._news = waking._ear = waking._client = None


def test_a_page_names_its_stream_only_where_there_is_one(client: Client, cast: Cast, settings: Settings) -> None:
    client.force_login(cast.duty_officer)
    assert "data-live-url-value" not in client.get("/desk/").content.decode()
    settings.LIVE = ":8001"
    assert 'data-live-url-value="http://testserver:8001/live/"' in client.get("/desk/").content.decode()
    make_case()
    assert f'data-live-since-value="{last_entry()}"' in client.get("/desk/").content.decode()
    settings.LIVE = "/live/"
    assert 'data-live-url-value="/live/"' in client.get("/desk/").content.decode()
