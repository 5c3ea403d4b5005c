"""Every component of the interface on one page, for those who build pages. Open only while developing."""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from onegrid.web.access import open_to_all


class SampleForm(forms.Form):
    """One field of each sort."""

    place = forms.CharField(label="具体地点", help_text="路名、门牌，或旁边有什么。")
    words = forms.CharField(label="情况说明", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    area = forms.ChoiceField(label="社区", choices=[("", "请选择 …"), ("1", "柳园社区"), ("2", "湖西社区")])
    how = forms.ChoiceField(
        label="具体是什么",
        choices=[("a", "垃圾未清运"), ("b", "建筑垃圾倾倒"), ("", "说不清")],
        widget=forms.RadioSelect,
    )
    phone = forms.CharField(
        label="联系电话", widget=forms.TextInput(attrs={"type": "tel"}), help_text="只有承办人能看到。"
    )
    photos = forms.FileField(label="照片", required=False)
    again = forms.BooleanField(label="办结后通知我", required=False, help_text="每一步都会告诉您。")


@open_to_all
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of components. Raises 404 outside of development."""
    if not settings.DEBUG:
        raise Http404
    if request.GET.get("layout") in ("desk", "phone"):
        return render(request, f"web/gallery_{request.GET['layout']}.html", samples(request))
    return render(request, "web/components_gallery.html", samples(request))


def samples(request: HttpRequest) -> dict[str, Any]:
    """Invented data for every component."""
    form = SampleForm(request.GET or None) if "errors" in request.GET else SampleForm()
    return {
        "form": form,
        "rows": ROWS,
        "crumbs": [{"title": "多网合一", "url": "/"}, {"title": "柳园社区", "url": "/"}, {"title": "第三网格"}],
        "tabs": [
            {"title": "待我处理", "url": "#", "current": True, "count": 12},
            {"title": "我已办结", "url": "#", "count": 208},
            {"title": "挂账", "url": "#", "count": 3},
        ],
        "facts": [
            ("编号", "261123-48271632-5"),
            ("类别", "市容环境 · 垃圾未清运"),
            ("地点", "柳园路 18 号北侧"),
            ("空", ""),
        ],
        "steps": STEPS,
        "sample_notices": [("info", "今天 18:00 起系统维护。"), ("success", "已接单，请在明天 17:30 前办理。")],
        "icons": ICON_NAMES,
        "at": timezone.now(),
        "title": _("Components"),
    }


ROWS = [
    SimpleNamespace(lamp=lamp, word=word, title=title, meta=meta, aside=aside, current=at == 1)
    for at, (lamp, word, title, meta, aside) in enumerate(
        [
            (
                "red",
                "逾期 2 天",
                "消防通道被私家车堵占，云梯车进不来",
                "柳园社区 · 第三网格 · 占用消防通道",
                "逾期 2 天",
            ),
            ("red", "逾期 3 小时", "楼道内电动车充电，电线从窗口拉下", "湖西社区 · 第一网格", "逾期 3 小时"),
            ("amber", "还剩 3 小时", "路灯不亮 3 盏（柳园路 18 号至 26 号）", "柳园社区 · 公共设施", "还剩 3 小时"),
            ("green", "还剩 2 天", "垃圾桶满溢，周末无人清运", "望湖社区 · 市容环境", "还剩 2 天"),
            ("none", "无时限", "建议在东门加装休息长椅", "望湖社区 · 意见建议", "挂账"),
        ]
    )
]
STEPS = [
    {
        "title": "退回并说明理由",
        "who": "环卫所",
        "when": "2 小时前",
        "text": "不在作业范围，属物业管理区内。",
        "kind": "move",
    },
    {
        "title": "公开答复",
        "who": "柳园社区",
        "when": "3 小时前",
        "text": "您好，已联系环卫所，今天下午清运。",
        "kind": "reply",
    },
    {"title": "内部备注", "who": "值班员", "when": "3 小时前", "text": "同一地点本月第三次。", "kind": "note"},
    {"title": "时限已过四分之三", "who": "", "when": "5 小时前", "text": "", "kind": "system"},
    {"title": "接单", "who": "网格员", "when": "昨天 09:12", "text": "", "kind": "move"},
    {"title": "上报", "who": "居民", "when": "昨天 08:40", "text": "垃圾桶满了两天，有异味。", "kind": "move"},
]
# fmt: off
ICON_NAMES = [
    "add", "attachment", "back", "calendar", "camera", "check", "close", "copy", "download", "error",
    "filter", "info", "key", "language", "locate", "lock", "map", "menu", "mine", "moon", "more",
    "next", "note", "office", "people", "person", "phone", "previous", "print", "queue", "record",
    "reply", "report", "routes", "search", "signout", "star", "sun", "time", "track",
]
# fmt: on
