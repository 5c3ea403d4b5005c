from datetime import date
from typing import Annotated

from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from onegrid.api.auth import Key, actor_of, person_of
from onegrid.api.bodies import Wish
from onegrid.api.faults import not_found
from onegrid.api.idempotency import once
from onegrid.api.office.reach import AskedSubdistrict, Subdistrict, find_organisation, require
from onegrid.api.paging import Cursor, Page, Size, page_of
from onegrid.api.places import AreaName, area_name
from onegrid.api.texts import Id, Line, Name
from onegrid.api.wording import lazily as _
from onegrid.api.work.cases import AreaCode
from onegrid.api.work.saying import Named, named
from onegrid.directory.domain.credentials import add_credential, remove_credential
from onegrid.directory.domain.organisations import add_organisation
from onegrid.directory.domain.people import add_person, change_person
from onegrid.directory.domain.posts import end_post, fill_post
from onegrid.directory.models import Credential, Organisation, Person, Post, Role
from onegrid.directory.queries import organisations_visible_to, people_administered_by, people_visible_to
from onegrid.directory.rights import Right
from onegrid.directory.scopes import Scope
from onegrid.lib.phones import mask

router = Router(tags=["office"])
writes = Key(Scope.OFFICE_WRITE, Right.EDIT_PEOPLE)


class PostLine(BaseModel):
    """What somebody is, where, from a day to a day (exclusive)."""

    id: str
    role: Role
    title: str
    area: AreaName
    organisation: Named | None
    starts: date
    ends: date | None


class CertificateLine(BaseModel):
    """A certificate that somebody holds."""

    id: str
    kind: str
    issued: date
    expires: date | None


class PersonLine(Named):
    """Somebody of the staff with their posts and certificates; of the telephone number the ends are shown."""

    username: str
    phone: str
    active: bool
    posts: list[PostLine]
    certificates: list[CertificateLine]


class OrganisationLine(Named):
    """An organisation, its kind, and the area that it works for."""

    subdistrict: str
    kind: str
    area: AreaName


class NewOrganisation(Wish):
    """An organisation that can hold cases, for the whole subdistrict or an area of it."""

    subdistrict: Subdistrict
    name: Line
    kind: Organisation.Kind
    area: AreaCode | None = None


class NewPerson(Wish):
    """Somebody new. A password is set on the pages, never here; until then they sign in by the office's own sign-in."""

    subdistrict: Subdistrict
    username: Line
    name: Name
    phone: Line = ""


class ChangedPerson(Wish):
    """What may change of somebody. Whoever is not active may not sign in and fills no post; no `phone` leaves it as it is."""

    subdistrict: Subdistrict
    name: Name
    phone: Line | None = None
    active: bool = True


class NewPost(Wish):
    """A post for somebody; a department handler needs the department."""

    person: Id
    role: Role
    area: AreaCode
    organisation: Id | None = None
    starts: date | None = None
    ends: date | None = None


class PostEnd(Wish):
    """When a post ends (today, if not said), and why."""

    on: date | None = None
    reason: Line = ""


class NewCertificate(Wish):
    """A certificate; its number is kept encrypted and not shown again."""

    subdistrict: Subdistrict
    kind: Name
    issued: date
    number: Line = ""
    expires: date | None = None


@router.get(
    "/office/people",
    auth=Key(Scope.OFFICE_READ, Right.SEE_PEOPLE),
    response=Page[PersonLine],
    summary=_("The staff whom you may see, with their posts"),
)
def list_people(request: HttpRequest, q: Annotated[Line, Query("")], cursor: Cursor, size: Size) -> Page[PersonLine]:
    rows = _with_posts(people_visible_to(person_of(request)) | people_administered_by(person_of(request)))
    rows = rows.filter(name__contains=q) if q else rows
    return page_of(rows, ("id",), cursor, size, lambda found: [_say(each) for each in found])


@router.get(
    "/office/organisations",
    auth=Key(Scope.OFFICE_READ, Right.SEE_PEOPLE, Right.EDIT_ROUTES),
    response=Page[OrganisationLine],
    summary=_("The organisations of the subdistricts where you work"),
)
def list_offices(request: HttpRequest, cursor: Cursor, size: Size) -> Page[OrganisationLine]:
    rows = organisations_visible_to(person_of(request))
    return page_of(rows, ("id",), cursor, size, lambda found: [_organisation(each) for each in found])


@router.post("/office/organisations", auth=writes, response={201: OrganisationLine}, summary=_("Add an organisation"))
@once(201)
def new_organisation(request: HttpRequest, wish: NewOrganisation) -> OrganisationLine:
    require(request, Right.EDIT_PEOPLE, wish.subdistrict)
    added = add_organisation(
        wish.subdistrict, wish.name, wish.kind, actor=actor_of(request).key, area_code=wish.area or ""
    )
    return _organisation(added)


@router.post("/office/people", auth=writes, response={201: PersonLine}, summary=_("Add somebody to the staff"))
@once(201)
def new_person(request: HttpRequest, wish: NewPerson) -> PersonLine:
    require(request, Right.EDIT_PEOPLE, wish.subdistrict)
    facts = wish.model_dump(exclude={"subdistrict"})
    return _say(add_person(**facts, actor=actor_of(request).key, subdistrict=wish.subdistrict))


@router.put(
    "/office/people/{person}", auth=writes, response=PersonLine, summary=_("Change somebody's name or telephone")
)
@once()
def put_person(request: HttpRequest, person: Id, wish: ChangedPerson) -> PersonLine:
    require(request, Right.EDIT_PEOPLE, wish.subdistrict)
    found = _find(request, person)
    change_person(
        found,
        actor=actor_of(request).key,
        subdistrict=wish.subdistrict,
        name=wish.name,
        phone=found.phone if wish.phone is None else wish.phone,
        is_active=wish.active,
    )
    return _say(found)


@router.post("/office/posts", auth=writes, response={201: PostLine}, summary=_("Give somebody a post"))
@once(201)
def new_post(request: HttpRequest, wish: NewPost) -> PostLine:
    require(request, Right.EDIT_PEOPLE, wish.area)
    post = fill_post(
        _find(request, wish.person),
        wish.role,
        area_code=wish.area,
        organisation=find_organisation(wish.area[:9], wish.organisation),
        starts=wish.starts,
        ends=wish.ends,
        actor=actor_of(request).key,
    )
    return _post(post)


@router.post("/office/posts/{post}/end", auth=writes, response=PostLine, summary=_("Let a post end"))
@once()
def stop_post(request: HttpRequest, post: Id, wish: PostEnd) -> PostLine:
    found = Post.objects.select_related("organisation").filter(pk=post).first()
    if found is None:
        raise not_found()
    require(request, Right.EDIT_PEOPLE, found.area_code)
    said = _post(found)
    end_post(found, actor=actor_of(request).key, on=wish.on, reason=wish.reason)
    return said.model_copy(update={"ends": found.ends})


@router.post(
    "/office/people/{person}/certificates",
    auth=writes,
    response={201: CertificateLine},
    summary=_("Note a certificate that somebody holds"),
)
@once(201)
def new_certificate(request: HttpRequest, person: Id, wish: NewCertificate) -> CertificateLine:
    require(request, Right.EDIT_PEOPLE, wish.subdistrict)
    facts = wish.model_dump(exclude={"subdistrict"})
    added = add_credential(_find(request, person), **facts, actor=actor_of(request).key, subdistrict=wish.subdistrict)
    return _certificate(added)


@router.delete(
    "/office/people/{person}/certificates/{certificate}",
    auth=writes,
    response=CertificateLine,
    summary=_("Remove a certificate"),
)
@once()
def drop_certificate(
    request: HttpRequest, person: Id, certificate: Id, subdistrict: AskedSubdistrict
) -> CertificateLine:
    require(request, Right.EDIT_PEOPLE, subdistrict)
    found = Credential.objects.filter(person=_find(request, person), pk=certificate).first()
    if found is None:
        raise not_found()
    said = _certificate(found)
    remove_credential(found, actor=actor_of(request).key, subdistrict=subdistrict)
    return said


def _with_posts(people: QuerySet[Person]) -> QuerySet[Person]:
    posts = Prefetch("posts", Post.objects.select_related("organisation"))
    return people.prefetch_related(posts, "credentials")


def _find(request: HttpRequest, key: int) -> Person:
    found = people_administered_by(person_of(request)).filter(pk=key).first()
    if found is None:
        raise not_found()
    return found


def _organisation(each: Organisation) -> OrganisationLine:
    return OrganisationLine(
        **named(each).model_dump(), subdistrict=each.subdistrict, kind=each.kind, area=area_name(each.area_code)
    )


def _say(person: Person) -> PersonLine:
    return PersonLine(
        **named(person).model_dump(),
        username=person.username,
        phone=mask(person.phone) if person.phone else "",
        active=person.is_active,
        posts=[_post(post) for post in person.posts.all()],
        certificates=[_certificate(each) for each in person.credentials.all()],
    )


def _post(post: Post) -> PostLine:
    return PostLine(
        id=str(post.pk),
        role=Role(post.role),
        title=post.get_role_display(),
        area=area_name(post.area_code),
        organisation=named(post.organisation) if post.organisation else None,
        starts=post.starts,
        ends=post.ends,
    )


def _certificate(each: Credential) -> CertificateLine:
    return CertificateLine(id=str(each.pk), kind=each.kind, issued=each.issued, expires=each.expires)
