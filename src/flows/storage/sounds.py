"""How a name is read, in letters: so that 张三 is found by `zhangsan` and `zs`, and a surname by how it is read as one.

`readings.txt` holds one reading of each character; what names are read otherwise by stands here. The table of a package
takes 58 megabytes of each process, this one a tenth of a megabyte, and only once a name is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice, pairwise, product
from pathlib import Path

from flows.storage.bigrams import folded

READINGS = Path(__file__).with_name("readings.txt")
FIRST, LAST = 0x3400, 0x9FFF  # the characters of the Basic Multilingual Plane: rarer ones have no reading here
LONGEST = 40  # letters that are kept and compared
MOST_PARTS = 12  # characters of a firm's name that are read
MOST_WAYS = 8  # in which one name is read
PERSON = 4  # characters of the longest name that begins with a surname; what is longer is a firm
PART = re.compile(rf"[a-z]+|[{chr(FIRST)}-{chr(LAST)}]")
LETTERS = re.compile("[a-z]+")
BETWEEN = re.compile("[ '’·.-]")  # what people write between syllables
KEYED = {"lv": ("lv", "lyu"), "nv": ("nv", "nyu"), "lve": ("lve", "lue"), "nve": ("nve", "nue")}  # keyboard, passport


def _listed(words: str) -> dict[str, tuple[str, ...]]:
    """`characters reading/reading …`, for several characters alike."""
    pairs = (word.split("=") for word in words.split())
    return {character: tuple(read.split("/")) for characters, read in pairs for character in characters}


# As surnames, as dictionaries give them; both where families differ. Whoever is read as everywhere needs no line.
SURNAMES = _listed(
    "单單=shan 曾=zeng 解=xie 仇=qiu 查=zha 盖蓋=ge/gai 翟=zhai/di 覃=qin/tan 区區=ou 朴=piao 缪繆=miao 乐樂=yue/le 员員=yun "
    "秘=bi 洗=xian 种種=chong 繁=po 黑=he 牟=mu/mou 隗=wei/kui 宓=mi/fu 折=she 召=shao 句=gou 谌諶=chen/shen 郗=xi/chi "
    "郇=xun/huan 能佴=nai 薄=bo 柏=bai/bo 卜=bu 祭=zhai 都=du 藏=zang 阚=kan 角=jue 颉=xie 莘=shen/xin 重=chong 费費=fei/bi"
)
DOUBLE = {
    "万俟": ("mo", "qi"),
    "萬俟": ("mo", "qi"),
    "尉迟": ("yu", "chi"),
    "尉遲": ("yu", "chi"),
    "单于": ("chan", "yu"),
    "單于": ("chan", "yu"),
    "澹台": ("tan", "tai"),
    "澹臺": ("tan", "tai"),
    "长孙": ("zhang", "sun"),
    "長孫": ("zhang", "sun"),
    "令狐": ("ling", "hu"),
    "拓跋": ("tuo", "ba"),
    "宰父": ("zai", "fu"),
    "中行": ("zhong", "hang"),
    "欧阳": ("ou", "yang"),
    "歐陽": ("ou", "yang"),
    "司马": ("si", "ma"),
    "諸葛": ("zhu", "ge"),
    "诸葛": ("zhu", "ge"),
    "上官": ("shang", "guan"),
    "皇甫": ("huang", "fu"),
    "夏侯": ("xia", "hou"),
    "慕容": ("mu", "rong"),
    "东方": ("dong", "fang"),
    "呼延": ("hu", "yan"),
    "鲜于": ("xian", "yu"),
}
# In given names, where one reading is not enough.
GIVEN = _listed(
    "乐樂=le/yue 长長=chang/zhang 柏=bai/bo 晟=sheng/cheng 茜=xi/qian 莘=xin/shen 朝=chao/zhao 重=zhong/chong 行=xing/hang "
    "盛=sheng/cheng 娜=na/nuo 翟=zhai/di 曾=zeng/ceng 单單=dan/shan 解=jie/xie 颉頡=jie/xie 炅=jiong/gui "
    "覃=tan/qin 藏=cang/zang 调調=tiao/diao 传傳=chuan/zhuan 弹彈=tan/dan 参參=can/shen 还還=huan/hai 降=jiang/xiang "
    "栖=qi/xi 隽雋=jun/juan 会會=hui/kuai 种種=zhong/chong 厦廈=sha/xia"
)


def sounds(name: str) -> set[str]:
    """What the name may be typed as, from each of its parts on: whole, by its first letters, and the surname with the
    first letters of what follows."""
    parts, of_surname = _parts(folded(name))
    found: set[str] = set()
    for start in range(len(parts)):
        for read in islice(product(*parts[start:]), MOST_WAYS):
            found |= {"".join(read), _firsts(read)}
            if start == 0:
                found.add("".join(read[:of_surname]) + _firsts(read[of_surname:]))
    kept = sorted({sound[:LONGEST] for sound in found})
    # What another begins with is found with that one.
    return {sound for sound, behind in pairwise([*kept, ""]) if not behind.startswith(sound)}


def typed_sound(typed: str) -> str | None:
    """What was typed, as sounds begin with it; None where it isn't letters alone."""
    text = BETWEEN.sub("", folded(typed)).replace("ü", "v")
    return text[:LONGEST] if LETTERS.fullmatch(text) else None


def _firsts(read: Iterable[str]) -> str:
    return "".join(part[0] for part in read)


def _parts(name: str) -> tuple[list[tuple[str, ...]], int]:
    """How each part may be read, and how many of them are the surname."""
    wide = all(FIRST <= ord(character) <= LAST for character in name)
    if not wide or not 1 < len(name) <= PERSON:
        return list(_given(name)), 1
    if name[:2] in DOUBLE:
        return [(read,) for read in DOUBLE[name[:2]]] + list(_given(name[2:])), 2
    surname = SURNAMES.get(name[0]) or tuple(_of(name[0]))
    return [*([surname] if surname else []), *_given(name[1:])], 1


def _given(text: str) -> Iterator[tuple[str, ...]]:
    for found in islice(PART.finditer(text), MOST_PARTS):
        part = found.group()
        read = (part,) if part.isascii() else GIVEN.get(part) or tuple(_of(part))
        if read:
            yield read


def _of(character: str) -> tuple[str, ...]:
    """Empty for a character that has no reading."""
    of_each, syllables = _table()
    syllable = syllables[ord(of_each[ord(character) - FIRST])]
    return KEYED.get(syllable, (syllable,)) if syllable else ()


@cache
def _table() -> tuple[str, tuple[str, ...]]:
    """Of each character the place of its syllable, as one string; and the syllables."""
    lines = [line.split() for line in READINGS.read_text("utf-8").splitlines() if not line.startswith("#")]
    of_each = ["\0"] * (LAST - FIRST + 1)
    for place, (_, characters) in enumerate(lines, 1):
        for character in characters:
            of_each[ord(character) - FIRST] = chr(place)
    return "".join(of_each), ("", *(syllable for syllable, _ in lines))
