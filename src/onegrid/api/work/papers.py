"""What is written and filed in a case: its record, replies, notes, files, and how to reach the reporter."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import BaseModel, Field

from onegrid.api.auth import Key, actor_of
from onegrid.api.bodies import Wish
from onegrid.api.files import answer_with_file
from onegrid.api.idempotency import once
from onegrid.api.moments import Moment
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.texts import Id, Line, Paragraph
from onegrid.api.wording import lazily as _
from onegrid.api.work.cases import find_case, reads
from onegrid.api.work.saying import Named, named
from onegrid.audit.models import Entry
from onegrid.casework.domain.contacts import read_contact
from onegrid.casework.domain.papers import write_note, write_reply
from onegrid.casework.models import Attachment, Case, Note, Reply
from onegrid.casework.queries import entries_of
from onegrid.casework.words import title_of_verb
from onegrid.directory.models import Person
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope

router = Router(tags=["cases"])
writes = Key(Scope.CASES_WRITE, Right.SEE_CASES)


class EntryLine(BaseModel):
    """One line of the case's record, as it was written; digest and previous make the chain."""

    seq: int
    at: Moment
    verb: str
    title: str
    actor: str
    person: Named | None
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]
    previous: str
    digest: str


class Paper(BaseModel):
    """A reply or a note."""

    id: str
    at: Moment
    author: Named | None
    text: str


class FileLine(BaseModel):
    """A file of the case; its bytes are at `/cases/{number}/attachments/{id}`."""

    id: str
    name: str
    media_type: str
    size: int
    public: bool
    actor: str
    at: Moment


class Words(Wish):
    """What is to be written."""

    text: Annotated[Paragraph, Field(min_length=1)]


class Contact(BaseModel):
    """How to reach the reporter; what they did not give is empty."""

    name: str
    phone: str


@router.get(
    "/cases/{number}/entries",
    auth=reads,
    response=Page[EntryLine],
    summary=_("The record of a case, line by line"),
)
def list_entries(request: HttpRequest, number: Line, cursor: Cursor, size: Size) -> Page[EntryLine]:
    case = find_case(request, number)
    return page_of(entries_of(case), ("seq",), cursor, size, lambda rows: list(_entries(case, rows)))


@router.get("/cases/{number}/replies", auth=reads, response=Page[Paper], summary=_("The public replies of a case"))
def list_replies(request: HttpRequest, number: Line, cursor: Cursor, size: Size) -> Page[Paper]:
    rows = find_case(request, number).replies.select_related("author")
    return page_of(rows, ("id",), cursor, size, lambda found: [_paper(row) for row in found])


@router.get("/cases/{number}/notes", auth=reads, response=Page[Paper], summary=_("The internal notes of a case"))
def list_notes(request: HttpRequest, number: Line, cursor: Cursor, size: Size) -> Page[Paper]:
    rows = find_case(request, number).notes.select_related("author")
    return page_of(rows, ("id",), cursor, size, lambda found: [_paper(row) for row in found])


@router.get("/cases/{number}/attachments", auth=reads, response=Page[FileLine], summary=_("The files of a case"))
def list_attachments(request: HttpRequest, number: Line, cursor: Cursor, size: Size) -> Page[FileLine]:
    rows = find_case(request, number).attachments.select_related("file")
    return page_of(rows, ("id",), cursor, size, lambda found: [_file(row) for row in found])


@router.get("/cases/{number}/attachments/{attachment}", auth=reads, summary=_("The bytes of a file"))
def show_attachment(request: HttpRequest, number: Line, attachment: Id) -> HttpResponse:
    return answer_with_file(find_case(request, number).attachments.all(), attachment)


@router.post("/cases/{number}/replies", auth=writes, response={201: Paper}, summary=_("Answer the reporter publicly"))
@once(201)
def add_reply(request: HttpRequest, number: Line, words: Words) -> Paper:
    return _paper(_stored(write_reply(find_case(request, number), words.text, actor=actor_of(request))))


@router.post("/cases/{number}/notes", auth=writes, response={201: Paper}, summary=_("Write an internal note"))
@once(201)
def add_note(request: HttpRequest, number: Line, words: Words) -> Paper:
    return _paper(_stored(write_note(find_case(request, number), words.text, actor=actor_of(request))))


@router.post(
    "/cases/{number}/contact",
    auth=Key(Scope.CONTACT_READ, Right.SEE_CASES),
    response=Contact,
    summary=_("Read how to reach the reporter"),
    description=_("For whoever holds the case. Each reading is recorded, so this takes no idempotency key."),
)
def show_contact(request: HttpRequest, number: Line) -> Contact:
    found = read_contact(find_case(request, number), actor=actor_of(request))
    return Contact(name=found.name, phone=found.phone)


def _entries(case: Case, rows: Iterable[Entry]) -> Iterable[EntryLine]:
    rows = list(rows)
    keys = {int(row.actor.removeprefix("person:")) for row in rows if row.actor.startswith("person:")}
    people = Person.objects.in_bulk(keys)
    for row in rows:
        who = people.get(int(row.actor.removeprefix("person:"))) if row.actor.startswith("person:") else None
        yield EntryLine(
            seq=row.seq,
            at=row.at,
            verb=row.verb,
            title=str(title_of_verb(case.type, row.verb)),
            actor=row.actor,
            person=named(who) if who else None,
            reason=row.reason,
            before=row.before,
            after=row.after,
            previous=row.previous,
            digest=row.digest,
        )


def _stored(row: Reply | Note) -> Reply | Note:
    """What was written just now as the database has it, with the id that it was given there."""
    same = type(row)._default_manager.filter(case=row.case, author=row.author, at=row.at)
    return same.select_related("author").latest("id")


def _paper(row: Reply | Note) -> Paper:
    return Paper(id=str(row.pk), at=row.at, author=named(row.author) if row.author else None, text=row.text)


def _file(row: Attachment) -> FileLine:
    return FileLine(
        id=str(row.pk),
        name=row.name,
        media_type=row.file.media_type,
        size=row.file.size,
        public=row.public,
        actor=row.actor,
        at=row.at,
    )
