"""What stands in each paper, after the forms for people's mediation that the Ministry of Justice issued.

These papers are Chinese whatever language their reader works in: they are what the parties sign and a court reads. So their
words stand here as the forms have them, and not in the catalogue of texts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from onegrid.mediation.models import Agreement, Dispute, Party, Session, Term
from onegrid.mediation.models.dispute import Side
from onegrid.mediation.signers import signers_of
from onegrid.territory.queries import name_of, path_name

Block = dict[str, Any]
Line = tuple[str, str | dict[str, str]]
SIGNED = "（签名、盖章或按指印）"


@dataclass(frozen=True)
class Paper:
    """A paper to be typeset: its title, its number, and blocks in order."""

    title: str
    blocks: Sequence[Block]
    number: str = ""


@dataclass(frozen=True)
class Told:
    """A dispute with what its papers need, read once by somebody whose reading was recorded."""

    dispute: Dispute
    parties: Sequence[Party]
    mediators: Sequence[str]
    clerk: str

    @property
    def committee(self) -> str:
        return f"{name_of(self.dispute.case.area_code[:9])}人民调解委员会"

    def on(self, *sides: str) -> list[Party]:
        return [party for party in self.parties if party.side in sides]


def number_of(agreement: Agreement) -> str:
    """An agreement's number as it is quoted: （2026）东城街道调字第12号."""
    return f"（{agreement.year}）{name_of(agreement.subdistrict)}调字第{agreement.serial}号"


def say_day(day: date | datetime | None) -> str:
    """2026年3月2日; a line to be filled in for none."""
    if day is None:
        return "　　　　年　　月　　日"
    local = timezone.localtime(day) if isinstance(day, datetime) else day
    return f"{local.year}年{local.month}月{local.day}日"


def say_moment(at: datetime) -> str:
    """2026年3月2日 14:00."""
    return f"{say_day(at)} {timezone.localtime(at):%H:%M}"


def acceptance_form(told: Told) -> Paper:
    """人民调解受理登记表: that a dispute was received, from whom, and what it is about."""
    dispute = told.dispute
    rows = [
        ("登记时间", say_moment(dispute.case.reported_at)),
        ("纠纷来源", str(dispute.get_door_display())),
        ("纠纷类型", str(dispute.get_sort_display())),
        ("发生地点", dispute.place or path_name(dispute.case.area_code)),
        *((str(party.get_side_display()), describe(party)) for party in told.parties),
        ("纠纷简要情况", dispute.statement),
        ("当事人请求", dispute.wants or "—"),
        ("化解途径", str(dispute.get_way_display())),
    ]
    blocks = [
        table(rows),
        signs(
            [*sign_lines(told.on(Side.APPLICANT)), ("登记人（签名）", told.clerk), (told.committee + "（盖章）", "")]
        ),
        {"kind": "date", "text": say_day(dispute.accepted_at or dispute.case.reported_at)},
    ]
    return Paper("人民调解受理登记表", blocks, number=f"编号：{dispute.case.number}")


def minutes(told: Told, session: Session) -> Paper:
    """人民调解笔录: who met when and where, and what was said."""
    attendances = session.attendances.select_related("party", "mediator__person")
    came = [each for each in attendances if each.came]
    rows = [
        ("时间", f"{say_moment(session.starts)}至{timezone.localtime(session.ends):%H:%M}"),
        ("地点", session.room or "视频调解"),
        (
            "到场当事人",
            "、".join(f"{each.party.get_side_display()}{each.party.name}" for each in came if each.party) or "无",
        ),
        ("调解员", "、".join(each.mediator.person.name for each in came if each.mediator) or "、".join(told.mediators)),
        ("纠纷类型", str(told.dispute.get_sort_display())),
    ]
    result = {
        Session.State.HELD: "本次调解结束。",
        Session.State.ADJOURNED: "本次未达成协议，择期继续调解。",
    }
    blocks = [
        table(rows),
        heading("调解记录"),
        text(session.minutes or "（未记录）"),
        heading("结果"),
        text(result.get(Session.State(session.state), "尚未召开。")),
        text("以上笔录已向当事人宣读（交当事人阅读），当事人确认无误。"),
        signs([*sign_lines(told.parties), ("人民调解员（签名）", "、".join(told.mediators)), ("记录人（签名）", "")]),
        {"kind": "date", "text": say_day(session.starts)},
    ]
    return Paper("人民调解笔录", blocks, number=f"编号：{told.dispute.case.number}")


def agreement(told: Told, settled: Agreement) -> Paper:
    """人民调解协议书, or the record of an oral agreement as a form (人民调解口头协议登记表)."""
    terms = [say_term(term) for term in settled.terms.all()]
    if settled.form == Agreement.Form.ORAL:
        return _oral(told, settled, terms)
    copies = len(told.parties) + 1
    blocks = [
        *(block for party in told.parties for block in [_party_line(party)]),
        heading("纠纷主要事实、争议事项"),
        text(settled.facts),
        heading("经调解，自愿达成如下协议"),
        {"kind": "list", "items": terms, "entries": terms},
        heading("履行方式、时限"),
        text(_how(settled)),
        text(
            f"本协议一式{copies}份，当事人、人民调解委员会各持一份，自各方当事人签名、盖章或按指印，人民调解员签名并加盖人民调解委员会印章之日起生效。"
        ),
        signs([*_signed_lines(told, settled), ("记录人（签名）", ""), (told.committee + "（盖章）", "")]),
        {"kind": "date", "text": say_day(settled.signed_on)},
        *_how_signed(settled),
    ]
    return Paper("人民调解协议书", blocks, number=f"编号：{number_of(settled)}")


def _oral(told: Told, settled: Agreement, terms: list[str]) -> Paper:
    rows = [
        *((str(party.get_side_display()), describe(party)) for party in told.parties),
        ("纠纷类型", str(told.dispute.get_sort_display())),
        ("纠纷主要事实、争议事项", settled.facts),
        ("口头协议内容", "\n".join(f"{place}．{term}" for place, term in enumerate(terms, 1))),
        ("履行方式、时限", _how(settled)),
    ]
    blocks = [
        table(rows),
        signs([("人民调解员（签名）", "、".join(told.mediators)), (told.committee + "（盖章）", "")]),
        {"kind": "date", "text": say_day(settled.signed_on)},
    ]
    return Paper("人民调解口头协议登记表", blocks, number=f"编号：{number_of(settled)}")


def confirmation_request(told: Told, settled: Agreement, scans: Sequence[str]) -> Paper:
    """司法确认申请书, signed by all parties, with the list of what goes along."""
    until = settled.signed_on
    papers = ["人民调解协议书原件", "各方当事人身份证明复印件", "人民调解委员会出具的调解笔录", *scans]
    blocks = [
        *(_party_line(party, title="申请人") for party in told.on(Side.APPLICANT, Side.RESPONDENT)),
        heading("请求事项"),
        text(f"请求依法确认{number_of(settled)}人民调解协议有效。"),
        heading("事实与理由"),
        text(settled.facts),
        text(
            f"经{told.committee}主持调解，申请人于{say_day(until)}自愿达成调解协议（内容见协议书）。现依照《中华人民共和国人民调解法》"
            "第三十三条、《中华人民共和国民事诉讼法》的规定，在协议生效之日起三十日内共同提出申请。"
        ),
        text(
            "申请人承诺：出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如因该协议内容给他人造成损害，愿意承担相应的民事责任和其他法律责任。"
        ),
        heading("随附材料"),
        {"kind": "list", "items": papers, "entries": papers},
        text("此致"),
        plain(settled.court or "＿＿＿＿＿＿＿＿人民法院"),
        signs(sign_lines(told.on(Side.APPLICANT, Side.RESPONDENT), title="申请人")),
        {"kind": "date", "text": say_day(None)},
    ]
    return Paper("司法确认申请书", blocks)


def describe(party: Party) -> str:
    """A party in one line: name, who speaks for it, how to reach it, where it lives."""
    speakers = "、".join(f"{each.name}（{each.get_power_display()}）" for each in party.representatives.all())
    parts = [
        party.name,
        f"证件号码：{party.identity}" if party.identity else "",
        f"电话：{party.phone.removeprefix('+86')}" if party.phone else "",
        f"住址：{party.home}" if party.home else "",
        f"工作单位：{party.firm}" if party.firm else "",
        f"代理人：{speakers}" if speakers else "",
    ]
    return "，".join(part for part in parts if part)


def say_term(term: Term) -> str:
    """What is to be done, and by when."""
    return f"{term.text.rstrip('。；;')}，于{say_day(term.due_on)}前履行。"


def sign_lines(parties: Iterable[Party], *, title: str = "") -> list[Line]:
    """A line for each party to sign."""
    return [(f"{title or party.get_side_display()}{party.name}{SIGNED}", "") for party in parties]


def _signed_lines(told: Told, settled: Agreement) -> list[Line]:
    """A line for everybody who signs, with what they signed on the screen; without any, the lines of the printed form."""
    signers = signers_of(settled)
    if not any(each.signature for each in signers):
        return [*sign_lines(told.parties), ("人民调解员（签名）", "、".join(told.mediators))]
    titles = {"representative": "代理人", "mediator": "人民调解员"}
    return [
        (
            f"{titles.get(each.role) or each.who.get_side_display()}{each.name}（签名）",  # type: ignore[union-attr]
            {"png": each.signature.image} if each.signature else "",
        )
        for each in signers
        if each.signature or each.role != "representative"
    ]


def _how_signed(settled: Agreement) -> list[Block]:
    """When each of them signed on the screen, and who witnessed it."""
    marks = list(settled.signatures.select_related("party", "representative", "mediator__person", "by"))
    if not marks:
        return []
    when = "；".join(f"{each.name}，{say_moment(each.at)}" for each in marks)
    witnesses = "、".join(dict.fromkeys(each.by.name for each in marks if each.by))
    return [text(f"注：以上签名系本人在调解现场的设备屏幕上手写。签署时间：{when}。见证人：{witnesses}。")]


def table(rows: Iterable[tuple[str, str]]) -> Block:
    return {"kind": "rows", "rows": [list(row) for row in rows]}


def signs(lines: Iterable[Line]) -> Block:
    """Lines to sign on: a label, and what stands at its right, which is a text or, as {"png": base64}, a picture."""
    return {"kind": "signs", "lines": [[label, value] for label, value in lines]}


def heading(words: str) -> Block:
    return {"kind": "heading", "text": words}


def text(words: str) -> Block:
    return {"kind": "text", "text": words, "lines": words.splitlines() or [""]}


def plain(words: str) -> Block:
    return {"kind": "plain", "text": words, "lines": words.splitlines() or [""]}


def _party_line(party: Party, *, title: str = "") -> Block:
    return text(f"{title or party.get_side_display()}：{describe(party)}。")


def _how(settled: Agreement) -> str:
    days = sorted({term.due_on for term in settled.terms.all()})
    last = say_day(days[-1]) if days else say_day(None)
    return f"当事人按上述约定逐项履行，全部事项于{last}前履行完毕。人民调解委员会对履行情况进行回访监督。"
