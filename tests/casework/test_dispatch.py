"""Who could take a case: whom the moves would really reach, in which order, why, and why not."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from onegrid.casework.acts import Actor
from onegrid.casework.case_type import Ask, Move
from onegrid.casework.dispatch.candidates import Candidate, candidates_for, in_order
from onegrid.casework.dispatch.loads import Load, peers_of
from onegrid.casework.dispatch.targets import Fit, Target
from onegrid.casework.domain.moving import make_move
from onegrid.casework.domain.routes import save_route
from onegrid.casework.models import Case, Route
from onegrid.casework.routing import Seat, Staffing
from onegrid.directory.certificates import Certification, Standing
from onegrid.directory.domain.posts import end_post
from onegrid.directory.models import Organisation, Person, Post, Role
from onegrid.territory import generations
from tests.conftest import COMMUNITY, GRID, MICRO_GRID, Cast
from tests.factories import ROOT, make_case, make_certificate, make_organisation, make_person, make_post

TODAY = timezone.localdate
FIRE: dict[str, Any] = {
    "kind": "blocked-fire-passage",
    "category": "clutter",
    "description": "楼道堆满杂物，请尽快清理。",
}
MOVE = Move("redirect", "Redirect", ("new",), "new", ())


@pytest.fixture
def station(cast: Cast) -> Organisation:
    """The fire station, with two people, to which the routes send clutter in fire passages; lamps send barriers elsewhere."""
    station = make_organisation("消防工作站")
    for name in ("林消防", "何消防"):
        make_post(make_person(name), Role.DEPARTMENT_HANDLER, organisation=station)
    save_route(Route(subdistrict=ROOT, kind=FIRE["kind"], organisation=station), actor="system")
    save_route(
        Route(subdistrict=ROOT, kind=FIRE["kind"], category="barrier", organisation=cast.other_department),
        actor="system",
    )
    return station


def names(found: Iterable[Candidate]) -> list[tuple[str, str]]:
    """By which move, and to whom: a person, an organisation or an area's code."""
    return [
        (each.target.move.key, str(each.target.person or each.target.organisation or each.target.area))
        for each in found
    ]


def to_the_desk(cast: Cast, **more: Any) -> Case:
    """A case that was escalated from its micro-grid to the duty desk."""
    case = make_case(**more)
    for name in ("grid_member", "grid_leader", "community_officer"):
        make_move(case, "escalate", actor=cast.actor(name), reason="超出职责")
    return case


class TestWho:
    def test_the_desk_may_hand_down_to_every_seat_on_the_path_the_finest_first(self, cast: Cast) -> None:
        found = candidates_for(to_the_desk(cast), cast.actor("duty_officer"))
        assert names(found) == [
            ("hand-down", MICRO_GRID),
            ("hand-down", GRID),
            ("hand-down", COMMUNITY),
            ("assign", "赵值班"),
        ]

    def test_the_holder_is_told_where_escalating_leads_and_which_departments_the_routes_name(
        self, cast: Cast, station: Organisation
    ) -> None:
        case = make_case(**FIRE)
        assert case.holder_organisation == station
        make_move(case, "hand-down", actor=cast.actor("duty_officer"), area=MICRO_GRID)
        found = candidates_for(case, cast.actor("grid_member"))
        assert names(found) == [("redirect", "消防工作站"), ("redirect", "路灯管理所"), ("escalate", GRID)]

    def test_a_department_is_no_candidate_without_a_route(self, cast: Cast) -> None:
        assert names(candidates_for(make_case(), cast.actor("grid_member"))) == [("escalate", GRID)]

    def test_the_desk_names_somebody_of_the_holders_people_but_not_who_has_it(self, cast: Cast) -> None:
        second = make_person("孙网格")
        make_post(second, Role.GRID_MEMBER, MICRO_GRID)
        case = make_case()
        assert names(candidates_for(case, cast.actor("duty_officer"))) == [("assign", "孙网格"), ("assign", "王网格")]
        make_move(case, "take", actor=cast.actor("grid_member"))
        assert names(candidates_for(case, cast.actor("duty_officer"))) == [("assign", "孙网格")]

    @pytest.mark.parametrize("who", ["inspector", "leader", "auditor", "outsider", "colleague", "grid_leader"])
    def test_nobody_for_whoever_may_not_hand_it_on(self, who: str, cast: Cast) -> None:
        assert candidates_for(make_case(), cast.actor(who)) == []

    def test_nobody_once_it_is_done(self, cast: Cast) -> None:
        case = make_case()
        make_move(case, "take", actor=cast.actor("grid_member"))
        make_move(case, "resolve", actor=cast.actor("grid_member"), reply="已清运")
        assert candidates_for(case, cast.actor("duty_officer")) == []

    @pytest.mark.parametrize("who", ["duty_officer", "handler"])
    def test_every_move_that_is_suggested_can_be_made(self, who: str, cast: Cast, station: Organisation) -> None:
        case = make_case(**FIRE)
        make_move(case, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="请处理")
        suggested = [each.target for each in candidates_for(case, cast.actor(who)) if each.is_suggested]
        assert len(suggested) >= 4
        for target in suggested:
            fresh = Case.objects.get(pk=case.pk)
            given = {target.ask.value: target.answer} if target.ask else {}
            asked = {"reason": "请接办"} if Ask.REASON in target.move.asks else {}
            make_move(fresh, target.move.key, actor=cast.actor(who), **given, **asked)
            seat = Seat(ROOT if fresh.holder_organisation_id else fresh.holder_area, fresh.holder_organisation_id)
            assert seat == target.seat
            again = make_case(**FIRE)
            make_move(
                again, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="请处理"
            )
            case = again


class TestWhy:
    def said(self, case: Case, actor: Actor) -> dict[str, list[str]]:
        with translation.override("en"):
            found = candidates_for(case, actor)
            return {
                name: each.reasons if each.is_suggested else each.objections
                for (_move, name), each in zip(names(found), found, strict=True)
            }

    def test_route_place_certificate_and_load_are_said(self, cast: Cast, station: Organisation) -> None:
        make_certificate(Person.objects.get(name="林消防"), expires=date(2099, 3, 1))
        make_certificate(cast.colleague)
        case = make_case(**FIRE)
        make_move(case, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="请处理")
        said = self.said(case, cast.actor("duty_officer"))
        assert said["消防工作站"] == [
            "the routes send such cases there",
            "holds 消防安全培训合格证 until 2099-03-01",
            "0 open, others like it have 0.5",
            "the case came from there",
        ]
        assert said["路灯管理所"][:2] == [
            "the routes name it for other cases of this kind",
            "holds 消防安全培训合格证",
        ]
        assert said[GRID] == ["holds the grid of the case", "no 消防安全培训合格证 noted", "0 open"]
        assert said["钱环卫"] == ["sits where the case is held", "no 消防安全培训合格证 noted", "0 open"]

    def test_a_kind_that_asks_for_no_certificate_says_nothing_of_one(self, cast: Cast) -> None:
        make_certificate(cast.grid_leader, expires=date(2021, 1, 1))
        assert self.said(to_the_desk(cast), cast.actor("duty_officer"))[GRID] == [
            "holds the grid of the case",
            "0 open",
        ]

    def test_a_lapsed_certificate_sets_aside_and_says_since_when(self, cast: Cast) -> None:
        make_certificate(cast.grid_leader, expires=date(2021, 1, 1))
        case = to_the_desk(cast, **FIRE)
        assert self.said(case, cast.actor("duty_officer"))[GRID] == ["消防安全培训合格证 lapsed on 2021-01-01"]
        assert names(candidates_for(case, cast.actor("duty_officer")))[-1] == ("hand-down", GRID)

    def test_a_seat_is_certified_if_one_of_its_people_is(self, cast: Cast) -> None:
        second = make_person("孙格长")
        make_post(second, Role.GRID_LEADER, GRID)
        make_certificate(cast.grid_leader, expires=date(2021, 1, 1))
        make_certificate(second, expires=date(2099, 1, 1))
        said = self.said(to_the_desk(cast, **FIRE), cast.actor("duty_officer"))
        assert "holds 消防安全培训合格证 until 2099-01-01" in said[GRID]

    def test_an_empty_seat_is_set_aside_and_says_since_when(self, cast: Cast) -> None:
        case, left = to_the_desk(cast), TODAY() - timedelta(days=3)
        end_post(Post.objects.get(person=cast.grid_leader), actor="system", on=left)
        Post.objects.filter(person=cast.grid_member).delete()
        generations.renew(generations.POSTS)
        said = self.said(case, cast.actor("duty_officer"))
        assert said[GRID] == [f"nobody on post since {left.isoformat()}"]
        assert said[MICRO_GRID] == ["nobody on post"]

    def test_whoever_may_not_sign_in_fills_no_post(self, cast: Cast) -> None:
        case = to_the_desk(cast)
        Person.objects.filter(pk=cast.grid_leader.pk).update(is_active=False)
        generations.renew(generations.POSTS)
        assert self.said(case, cast.actor("duty_officer"))[GRID] == ["nobody on post"]

    def test_an_overloaded_seat_is_set_aside_beside_what_is_usual(self, cast: Cast) -> None:
        case, neighbour = to_the_desk(cast), ROOT + "001001002"
        make_post(make_person(), Role.GRID_MEMBER, neighbour)
        for _ in range(10):
            make_case()
        for _ in range(5):
            make_case(lon=116.015)
        said = self.said(case, cast.actor("duty_officer"))
        assert said[MICRO_GRID] == ["overloaded: 10 open, usual are 5"]
        make_case(lon=116.015)
        said = self.said(case, cast.actor("duty_officer"))
        assert said[MICRO_GRID] == ["holds the micro-grid of the case", "10 open, neighbours have 6"]

    def test_where_the_case_came_from_is_said(self, cast: Cast) -> None:
        said = self.said(to_the_desk(cast), cast.actor("duty_officer"))
        assert said[COMMUNITY] == ["holds the community of the case", "0 open", "the case came from there"]
        assert "the case came from there" not in said[GRID] + said["赵值班"]

    def test_done_and_ended_cases_are_no_load_and_a_persons_own_are_counted(self, cast: Cast) -> None:
        second = make_person("孙网格")
        make_post(second, Role.GRID_MEMBER, MICRO_GRID)
        cases = [make_case() for _ in range(4)]
        for each in cases[:3]:
            make_move(each, "take", actor=cast.actor("grid_member"))
        make_move(cases[0], "resolve", actor=cast.actor("grid_member"), reply="已清运")
        said = self.said(cases[3], cast.actor("duty_officer"))
        assert said["王网格"][-1] == "2 open, colleagues have 0"
        assert said["孙网格"][-1] == "0 open, colleagues have 2"


def test_the_number_of_queries_does_not_grow_with_posts_certificates_and_cases(
    cast: Cast, station: Organisation
) -> None:
    case = make_case(**FIRE)
    make_move(case, "redirect", actor=cast.actor("duty_officer"), organisation=cast.department, reason="请处理")

    def cost() -> int:
        generations.forget()
        fresh, actor = Case.objects.select_related("holder_organisation").get(pk=case.pk), cast.actor("duty_officer")
        with CaptureQueriesContext(connection) as queries:
            assert len(candidates_for(fresh, actor)) >= 6
        return len(queries)

    cost()  # reads what is kept in memory from then on
    before = cost()
    for category in ("vehicle", "locked", "equipment", "other"):
        organisation, person = make_organisation(f"{category}站"), make_person()
        make_post(person, Role.DEPARTMENT_HANDLER, organisation=organisation)
        save_route(
            Route(
                subdistrict=ROOT,
                kind=FIRE["kind"],
                category=category,
                organisation=organisation,
            ),
            actor="system",
        )
        make_post(make_person(), Role.DEPARTMENT_HANDLER, organisation=cast.department)
        make_post(make_person(), Role.GRID_LEADER, GRID)
        make_certificate(person, expires=date(2099, 1, 1))
        make_case()
    generations.renew(generations.POSTS)
    generations.renew(generations.ROUTES)
    cost()
    assert cost() == before <= 12


class TestPeers:
    STAFFING = Staffing(
        frozenset({ROOT, COMMUNITY, ROOT + "002", GRID, ROOT + "001002", ROOT + "002001", MICRO_GRID, GRID + "002"}),
        frozenset({1, 2, 3}),
    )
    ORGANISATIONS = tuple(
        Organisation(pk=key, kind=kind)
        for key, kind in ((1, "department"), (2, "department"), (3, "office"), (4, "department"))
    )

    @pytest.mark.parametrize(
        ("seat", "peers"),
        [
            (Seat(MICRO_GRID), [Seat(GRID + "002")]),
            (Seat(GRID), [Seat(ROOT + "001002")]),
            (Seat(COMMUNITY), [Seat(ROOT + "002")]),
            (Seat(ROOT), []),
            (Seat(ROOT, 1), [Seat(ROOT, 2)]),
            (Seat(ROOT, 3), []),
        ],
    )
    def test_like_is_compared_with_like_as_far_as_it_is_staffed(self, seat: Seat, peers: list[Seat]) -> None:
        assert peers_of(seat, self.STAFFING, self.ORGANISATIONS) == peers


counts = st.sampled_from(range(61))
loads = st.builds(Load, counts, st.lists(counts, max_size=7).map(tuple))
targets = st.builds(
    Target,
    move=st.just(MOVE),
    seat=st.just(Seat(ROOT)),
    fit=st.sampled_from(Fit),
    area=st.sampled_from([ROOT, COMMUNITY, GRID, MICRO_GRID]),
)
certifications = st.builds(Certification, st.sampled_from(Standing), st.just(date(2026, 3, 4)))
candidates = st.builds(Candidate, targets, st.integers(0, 3), loads, certifications)


@given(loads)
def test_fewer_than_ten_or_without_peers_is_never_too_much(load: Load) -> None:
    assert not load.is_too_much or (load.open >= 10 and load.peers)


@given(loads, st.sampled_from(range(1, 20)))
def test_more_cases_never_make_a_load_lighter_and_busier_peers_never_heavier(load: Load, more: int) -> None:
    heavier = Load(load.open + more, load.peers)
    busier = Load(load.open, tuple(each + more for each in load.peers))
    assert heavier.is_too_much or not load.is_too_much
    assert load.is_too_much or not busier.is_too_much


@given(st.lists(candidates, max_size=8), st.randoms())
def test_the_order_is_the_rules_and_not_that_in_which_they_were_found(found: list[Candidate], chance: Any) -> None:
    ordered = in_order(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert [rank(each) for each in in_order(shuffled)] == [rank(each) for each in ordered] == sorted(map(rank, found))
    assert Counter(map(id, ordered)) == Counter(map(id, found))


@given(candidates)
def test_whoever_is_set_aside_is_told_why_and_nobody_else_is(candidate: Candidate) -> None:
    assert bool(candidate.objections) is not candidate.is_suggested


def rank(each: Candidate) -> tuple[Any, ...]:
    """Route, certificate, finest area, fewest open: as the guide says it."""
    target = each.target
    return (not each.is_suggested, target.fit, each.certified.standing, -len(target.area), each.load.open)
