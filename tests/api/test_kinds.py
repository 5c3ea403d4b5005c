from onegrid.casework.domain.kinds import retire_kind, set_kind
from onegrid.casework.registry import case_types
from tests.api.conftest import Program
from tests.conftest import Cast
from tests.factories import ELSEWHERE, ROOT

KIND = "street-cleanliness"


def kind_at(program: Program, subdistrict: str, **headers: str) -> dict[str, object]:
    kinds = program.get("/kinds", {"subdistrict": subdistrict}, **headers).json()
    return next(each for each in kinds if each["key"] == KIND)


def test_a_kind_says_all_that_a_report_of_it_needs(cast: Cast, anybody: Program) -> None:
    kind = kind_at(anybody, ROOT)
    assert kind["title"] == "Street cleanliness"
    assert {"key": "rubbish", "title": "Rubbish not collected"} in kind["categories"]  # type: ignore[operator]
    assert (kind["version"], kind["needs_place"], kind["public"], kind["retired"]) == (1, True, True, False)


def test_wording_and_limits_are_those_of_the_office(cast: Cast, anybody: Program) -> None:
    set_kind(ROOT, KIND, actor="system", title="市容环境", allowed={"handle": "3 working_days"})
    retire_kind(ROOT, KIND, actor="system")
    here, elsewhere = kind_at(anybody, ROOT), kind_at(anybody, ELSEWHERE)
    assert (here["title"], here["retired"]) == ("市容环境", True)
    assert ("handle", "3 working_days") in [(each["clock"], each["allowed"]) for each in here["limits"]]  # type: ignore[attr-defined,index]
    assert (elsewhere["title"], elsewhere["retired"]) == ("Street cleanliness", False)


def test_every_kind_is_offered_those_of_which_nothing_is_shown_too(cast: Cast, anybody: Program) -> None:
    offered = {each["key"]: each["public"] for each in anybody.get("/kinds").json()}
    assert offered == {kind.key: kind.public for kind in case_types() if not (kind.inside or kind.room)}
    assert False in offered.values()
