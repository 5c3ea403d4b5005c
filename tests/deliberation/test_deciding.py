import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from onegrid.audit.models import Entry
from onegrid.deliberation.counting import Rule, count_votes, recount
from onegrid.deliberation.domain.deciding import (
    Household,
    cast_vote,
    close_without_result,
    count,
    draft_decision,
    empower,
    enter_roll,
    export_decision,
    export_votes,
    forget_rolls,
    publish_decision,
    read_export,
    roll_of,
    seal_of,
    take_back_proxy,
)
from onegrid.deliberation.faults import TalkFault
from onegrid.deliberation.models import Ballot, Decision, Elector, Topic
from onegrid.directory.models import Person
from tests.deliberation.conftest import make_decision, make_participant, number

LATER = timedelta(days=4)


@pytest.fixture
def decision(topic: Topic, host: Person) -> Decision:
    """A vote that is open to four households."""
    made = make_decision(topic, host)
    publish_decision(made, by=host)
    return made


def code_of(caught: pytest.ExceptionInfo[TalkFault]) -> str | None:
    return caught.value.code


def test_a_vote_is_cast_counted_and_can_be_counted_again(decision: Decision, host: Person) -> None:
    receipts = [cast_vote(decision, make_participant(n), "for" if n < 4 else "against")[0] for n in range(1, 5)]
    outcome = count(decision, by=host)
    assert (outcome.carried, outcome.counts) == (True, {"for": 3, "against": 1, "abstain": 0})
    text = export_votes(decision)
    assert all(receipt in text for receipt in receipts)
    again = count_votes(read_export(text), rule=Rule.MAJORITY, roll=roll_of(decision), quorum=decision.quorum)
    assert again == outcome


def test_a_vote_is_counted_again_from_the_published_export_alone(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, rule="owners", area="90")
    Elector.objects.filter(pk=decision.electors.all()[0].pk).update(area_m2=Decimal("151.5"))
    publish_decision(decision, by=host)
    for n in range(1, 5):
        cast_vote(decision, make_participant(n), "for" if n < 4 else "against")
    count(decision, by=host)
    export = json.loads(json.dumps(export_decision(decision)))
    assert recount(export).as_json() == export["outcome"]
    assert export["outcome"]["areas"] == {"for": "331.50", "against": "90.00", "abstain": "0"}
    assert "151" not in json.dumps(export["votes"][:4])
    changed = next(vote for vote in export["votes"] if vote["choice"] == "for")
    changed["choice"] = "abstain"
    assert recount(export).as_json() != export["outcome"]
    with pytest.raises(ValueError, match="no vote"):
        recount(export | {"votes": [{"receipt": "", "choice": "against", "area_m2": "90"}]})


def test_a_vote_whose_roll_was_changed_in_the_database_is_not_counted(decision: Decision, host: Person) -> None:
    for n in range(1, 5):
        cast_vote(decision, make_participant(n), "for")
    again = Decision.objects.get()
    Elector.objects.filter(pk=again.electors.all()[0].pk).update(area_m2=Decimal("1000"))
    with pytest.raises(TalkFault) as caught:
        count(again, by=host)
    assert code_of(caught) == "is_as_sealed"
    Elector.objects.filter(area_m2=1000).update(area_m2=Decimal("80"))
    assert count(again, by=host).carried


def test_a_proxy_is_taken_back_until_it_was_used(decision: Decision, host: Person) -> None:
    empower(decision, "1-102", phone=number(1), note="居委会", by=host)
    assert take_back_proxy(decision, "1-102", by=host) == 1
    assert len(cast_vote(decision, make_participant(1), "for")) == 1
    with pytest.raises(TalkFault) as caught:
        take_back_proxy(decision, "1-103", by=host)
    assert code_of(caught) == "no_household"
    verbs = list(Entry.objects.filter(verb__contains="proxy").values_list("verb", flat=True))
    assert verbs == ["enter proxy", "take back proxy"]


def test_entering_a_proxy_again_is_no_further_one(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, voters=6)
    for household in ("1-102", "1-103", "1-104", "1-104"):
        empower(decision, household, phone=number(1), note="居委会", by=host)
    with pytest.raises(TalkFault) as caught:
        empower(decision, "1-105", phone=number(1), note="居委会", by=host)
    assert code_of(caught) == "holds_few_proxies"


def test_the_ballot_is_secret(decision: Decision) -> None:
    cast_vote(decision, make_participant(1), "for")
    assert {field.name for field in Ballot._meta.fields} == {"receipt", "decision", "choice", "area_m2"}
    assert Elector.objects.filter(voted=True).count() == 1
    assert number(1) not in export_votes(decision) and "1-101" not in export_votes(decision)


def test_a_rule_cannot_change_midway_and_it_says_why(decision: Decision, topic: Topic, host: Person) -> None:
    with pytest.raises(TalkFault, match="规则") as caught:
        draft_decision(topic, question="?", rule="consensus", closes_at=timezone.now() + LATER, by=host)
    assert code_of(caught) == "is_not_published"
    with pytest.raises(TalkFault):
        enter_roll(decision, [Household("9-901", number(9))], by=host)
    with pytest.raises(TalkFault):
        publish_decision(decision, by=host)
    decision.refresh_from_db()
    assert decision.seal == seal_of(decision)


def test_a_vote_thrown_away_takes_its_ballots_along(decision: Decision, topic: Topic, host: Person) -> None:
    cast_vote(decision, make_participant(1), "for")
    with pytest.raises(TalkFault):
        close_without_result(decision, by=host, reason=" ")
    close_without_result(decision, by=host, reason="名册有误")
    assert not Ballot.objects.exists()
    assert make_decision(topic, host, rule="two_thirds").published_at is None


def test_nobody_votes_after_the_end(decision: Decision) -> None:
    with pytest.raises(TalkFault) as caught:
        cast_vote(decision, make_participant(1), "for", at=timezone.now() + LATER)
    assert code_of(caught) == "is_open_for_votes"


def test_nobody_votes_twice(decision: Decision) -> None:
    who = make_participant(1)
    cast_vote(decision, who, "for")
    with pytest.raises(TalkFault) as caught:
        cast_vote(decision, who, "against")
    assert code_of(caught) == "has_not_voted"
    assert Ballot.objects.get().choice == "for"


def test_nobody_votes_from_outside(decision: Decision) -> None:
    with pytest.raises(TalkFault) as caught:
        cast_vote(decision, make_participant(77), "for")
    assert code_of(caught) == "is_on_the_roll"


@pytest.mark.parametrize("choice", ["", "maybe", "0,1"])
def test_only_what_is_asked_can_be_answered(decision: Decision, choice: str) -> None:
    with pytest.raises(TalkFault) as caught:
        cast_vote(decision, make_participant(1), choice)
    assert code_of(caught) == "choice"


def test_a_household_with_two_telephones_has_one_vote(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host)
    enter_roll(
        decision, [Household("1-101", number(1)), Household("1-101", number(2)), Household("1-102", "")], by=host
    )
    publish_decision(decision, by=host)
    assert roll_of(decision).votes == 2
    cast_vote(decision, make_participant(1), "for")
    with pytest.raises(TalkFault) as caught:
        cast_vote(decision, make_participant(2), "against")
    assert code_of(caught) == "has_not_voted"


def test_per_person_each_telephone_has_one(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, per="person")
    enter_roll(decision, [Household("1-101", number(1)), Household("1-101", number(2))], by=host)
    publish_decision(decision, by=host)
    assert [len(cast_vote(decision, make_participant(n), "for")) for n in (1, 2)] == [1, 1]


def test_a_proxy_votes_for_those_who_gave_it_in_writing(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, voters=6)
    with pytest.raises(TalkFault) as caught:
        empower(decision, "1-102", phone=number(1), note="", by=host)
    assert code_of(caught) == "no_paper"
    for house in ("1-102", "1-103", "1-104"):
        empower(decision, house, phone=number(1), note="社区档案柜 3 号", by=host)
    with pytest.raises(TalkFault) as caught:
        empower(decision, "1-105", phone=number(1), note="社区", by=host)
    assert code_of(caught) == "holds_few_proxies"
    publish_decision(decision, by=host)
    cast_vote(decision, make_participant(2), "against")  # came in person after all
    assert len(cast_vote(decision, make_participant(1), "for")) == 3
    assert sorted(Ballot.objects.values_list("choice", flat=True)) == ["against", "for", "for", "for"]
    with pytest.raises(TalkFault):
        empower(decision, "1-103", phone=number(6), note="纸", by=host)


def test_owners_are_counted_by_area_too_and_rare_areas_are_not_shown(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, rule="owners", voters=6)
    rare = [
        *(Household(f"1-{100 + n}", number(n), Decimal(80)) for n in range(1, 6)),
        Household("1-106", number(6), Decimal("143.5")),
    ]
    enter_roll(decision, rare, by=host)
    publish_decision(decision, by=host)
    for n in range(1, 7):
        cast_vote(decision, make_participant(n), "for" if n > 1 else "against")
    outcome, text = count(decision, by=host), export_votes(decision)
    assert outcome.areas == {"for": "463.50", "against": "80.00", "abstain": "0"}
    assert text.count("143.50") == 1 and ",for,143.50" in text
    again = count_votes(read_export(text), rule=Rule.OWNERS, roll=roll_of(decision), quorum=0)
    assert (again.carried, again.counts, again.areas["for"]) == (True, outcome.counts, "463.50")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"rule": "owners", "area": "0"}, "owners_vote_by_household"),
        ({"rule": "owners", "per": "person"}, "owners_vote_by_household"),
        ({"rule": "ranked", "options": ["南门", "北门"]}, "ranked_choice_has_options"),
        ({"voters": 0}, "has_a_roll"),
    ],
)
def test_what_is_missing_is_asked_for_before_a_vote_opens(
    topic: Topic, host: Person, change: dict[str, object], code: str
) -> None:
    with pytest.raises(TalkFault) as caught:
        publish_decision(make_decision(topic, host, **change), by=host)  # type: ignore[arg-type]
    assert code_of(caught) == code


def test_a_vote_is_open_for_a_day_at_least(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host)
    decision.closes_at = timezone.now() + timedelta(hours=3)
    with pytest.raises(TalkFault) as caught:
        publish_decision(decision, by=host)
    assert code_of(caught) == "closes_later"


def test_it_is_not_counted_while_somebody_may_still_vote(decision: Decision, host: Person) -> None:
    with pytest.raises(TalkFault) as caught:
        count(decision, by=host)
    assert code_of(caught) == "is_over"
    assert not count(decision, by=host, at=timezone.now() + LATER).quorate


def test_ranked_choice_takes_an_order_of_wishes(topic: Topic, host: Person) -> None:
    decision = make_decision(topic, host, rule="ranked", options=["南门", "北门", "东侧空地"])
    publish_decision(decision, by=host)
    first = make_participant(1)
    with pytest.raises(TalkFault):
        cast_vote(decision, first, "0,0")
    cast_vote(decision, first, "2,0")
    cast_vote(decision, make_participant(2), "2")
    cast_vote(decision, make_participant(3), "0,1,2")
    outcome = count(decision, by=host, at=timezone.now() + LATER)
    assert outcome.winner == 2


def test_a_roll_is_forgotten_a_year_after_the_count(decision: Decision, host: Person) -> None:
    cast_vote(decision, make_participant(1), "for")
    counted = timezone.now() + LATER
    count(decision, by=host, at=counted)
    assert forget_rolls(at=counted + timedelta(days=365)) == 0
    assert forget_rolls(at=counted + timedelta(days=366)) == 4
    assert forget_rolls(at=counted + timedelta(days=366)) == 0
    assert {(each.household, each.phone) for each in Elector.objects.all()} == {("", "")}
    assert roll_of(decision).votes == 4
