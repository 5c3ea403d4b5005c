"""Invented names: people who work here, and the organisations of a subdistrict. No person or firm is meant."""

import random
from dataclasses import dataclass
from itertools import accumulate

# The commonest surnames, with about how many of a thousand people bear them.
SURNAMES = {
    "王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "赵": 27, "黄": 22, "周": 20, "吴": 20,
    "徐": 17, "孙": 16, "胡": 13, "朱": 13, "高": 12, "林": 12, "何": 12, "郭": 11, "马": 11, "罗": 9,
    "梁": 8, "宋": 8, "郑": 8, "谢": 7, "韩": 7, "唐": 7, "冯": 6, "于": 6, "董": 6, "萧": 6,
    "程": 6, "曹": 5, "袁": 5, "邓": 5, "许": 5, "傅": 5, "沈": 5, "曾": 5, "彭": 5, "吕": 5,
    "苏": 4, "卢": 4, "蒋": 4, "蔡": 4, "贾": 4, "丁": 4, "魏": 4, "薛": 4, "叶": 4, "阎": 4,
    "潘": 4, "杜": 4, "戴": 3, "夏": 3, "钟": 3, "田": 3, "任": 3, "姜": 3, "范": 3, "石": 3,
    "姚": 3, "谭": 3, "廖": 3, "邹": 3, "熊": 3, "金": 3, "陆": 3, "郝": 3, "孔": 3, "白": 3,
    "崔": 3, "康": 3, "毛": 2, "邱": 2, "秦": 2, "江": 2, "史": 2, "顾": 2, "侯": 2, "邵": 2,
}  # fmt: skip
SINGLE = "静敏燕艳霞莉娟倩颖婷琳雪萍慧洁丹晶薇岩涛磊超斌辉凯峰亮浩鑫昊旭帆哲宁"
FIRST = "建国志文晓海玉春秀桂丽明永立新红雅雪思雨子佳梦欣宇俊嘉振庆兴长广景世仁义清世安瑞静"
SECOND = "军平英芳敏霞燕玲娟萍梅兰琴凤云波涛斌勇峰磊辉林宁莹婷洁琳倩雯轩涵怡泽成山河田刚民顺亭松柏琪然"
# Well-known people whose names could come out by chance.
FAMOUS = frozenset(
    {
        "刘亮", "刘倩", "刘敏", "刘洁", "刘涛", "刘雪", "周涛", "姚雪", "张亮", "张宁", "张昊", "张桂梅",
        "张洁", "张海涛", "张琳", "张磊", "张萍", "张静", "朱雨玲", "李世民", "李亮", "李倩", "李宁", "李晓峰",
        "李永波", "李玉刚", "李琳", "李秀英", "李超", "李雪琴", "李霞", "李静", "杨丽萍", "林丹", "林志玲", "林霞",
        "沈涛", "王凯", "王宁", "王昊", "王浩", "王海涛", "王海燕", "王琳", "王磊", "王静", "田亮", "白雪",
        "白静", "石凯", "胡海波", "胡静", "许海峰", "邓超", "郭涛", "陈建斌", "陈晶", "陈浩", "陈静", "马琳",
        "黄海波", "黄磊",
    }
)  # fmt: skip


@dataclass(frozen=True)
class OrganisationName:
    """An organisation: `kind` is office, department, committee, property or other (as in the directory)."""

    name: str
    kind: str


OFFICES = (
    "党政办公室",
    "平安法治办公室",
    "党建工作办公室",
    "社区建设办公室",
    "民政办公室",
    "经济发展办公室",
    "生态环境办",
    "财政所",
)
DEPARTMENTS = (
    "综合执法大队",
    "便民服务中心",
    "公共事务服务中心",
    "消防工作站",
    "市场监管所",
    "派出所",
    "司法所",
    "房管站",
    "环卫所",
    "路灯管理所",
    "供电服务站",
    "水务服务站",
    "燃气服务站",
    "园林绿化站",
    "社区卫生服务中心",
    "退役军人服务站",
    "新时代文明实践所",
)
COMPANIES = (
    "安佳物业",
    "和邻物业",
    "润园物业服务",
    "清源惠民物业",
    "东城宜居物业",
    "锦苑物业",
    "丰和物业服务",
    "百邻物业",
    "邻里帮物业",
    "永续物业",
    "嘉安物业管理",
)
OTHERS = ("东湖街区商户联盟", "骑手驿站", "社区社会工作服务站", "志愿服务队")


def draw_name(rng: random.Random) -> str:
    """A surname as common as it is, and a given name of one or two characters; nobody well known."""
    while True:
        surname = rng.choices(_SURNAMES, cum_weights=_SUMS)[0]
        first, second = rng.choice(FIRST), rng.choice(SECOND)
        given = rng.choice(SINGLE) if rng.random() < 0.22 else first + second
        name = surname + given
        if first != second and surname not in given and name not in FAMOUS:
            return name


def draw_names(rng: random.Random, count: int) -> list[str]:
    """So many names, no two alike."""
    names: dict[str, None] = {}
    while len(names) < count:
        names.setdefault(draw_name(rng))
    return list(names)


def list_organisations(communities: list[str]) -> list[OrganisationName]:
    """The subdistrict's organisations: offices, stations, a residents' committee for each community, property companies.

    >>> list_organisations(["湖滨社区"])[-16].name
    '湖滨社区居民委员会'
    """
    return [
        *(OrganisationName(name, "office") for name in OFFICES),
        *(OrganisationName(name, "department") for name in DEPARTMENTS),
        *(OrganisationName(f"{name}居民委员会", "committee") for name in communities),
        *(OrganisationName(name, "property") for name in COMPANIES),
        *(OrganisationName(name, "other") for name in OTHERS),
    ]


_SURNAMES = list(SURNAMES)
_SUMS = list(accumulate(SURNAMES.values()))
