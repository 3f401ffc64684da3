"""The authority file: what issuing bodies are called, were called, and are called now.

``data/bodies.csv`` lists the central bodies with short names, successors and the months between
which they existed; ``data/departments.csv`` the short stems of local departments (住建 → 住房和
城乡建设) and what became of them; ``data/codes.csv`` the codes of document numbers (国办发).
Local bodies need no entry: region and department make the name. Staff extend it with a file of
their own, with the columns of ``bodies.csv``; its rows win.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path

from analyzers.folding import fold
from indexer.understanding.metadata.body_list import Body, local_bodies, read_bodies
from indexer.understanding.metadata.local_codes import body_of_local_code
from indexer.understanding.metadata.region import (
    NATION,
    leading_regions,
    region_called,
    region_name,
    region_of_department,
    without_province,
)

_SEPARATORS = re.compile(r"[\s、，,；;]+")
_BODY_END = re.compile(
    r"(?:人民政府|政府|办公厅|办公室|委员会|常委会|管委会|委|厅|局|部|署|总队|支队|大队|院|中心|党组|工委"
    r"|指挥部|领导小组|法院|检察院|银行|分行|支行|营业管理部|海关|协会|联合会|总会|总社|联盟|街道办事处"
    r"|办事处|交易所|公司|集团|学院|大学|兵团|代表大会|联席会议|主席|国务院|团中央|全国妇联|党委|市委|省委"
    r"|区委|县委|州委|(?<=[厅局委会部府署办])[一-鿿]{2,10}[处司])$"
)
_NOT_IN_NAMES = re.compile(
    r"[0-9a-zA-Z《》〈〉“”\"。：:；;，,！？?!\[\]〔〕|_]|^[各的]|关于|印发|的(?!肺炎)|应当|以及|根据|按照|为了"
)
_LAST_CHARACTERS = frozenset("府厅室会委局部署队院心组挥行关社所司团学处办廳會隊組揮關團學處辦")
# What no name has, and most lines of prose do.
_PROSE = re.compile(r"[。《》“”；？！%=＝+×÷]|第[一二三四五六七八九十]+[条章节]")
_LATIN = re.compile(r"[A-Za-z]")
_ASCII = re.compile(r"[!-~]")
_VERTICAL = re.compile(
    r"(?P<head>国家税务总局|国家统计局|中国人民银行|国家金融监督管理总局|中国证券监督管理委员会|中国证监会"
    r"|国家矿山安全监察局|国家外汇管理局|国家能源局|中国银行保险监督管理委员会|中国银保监会|国家粮食和物资储备局)"
    r"(?P<region>[^局厅委部]{2,16}?)(?P<tail>税务局|调查队|调查总队|分行|支行|中心支行|营业管理部|监管局|监管分局|监管办公室|局|分局)$"
)
# 华北能源监管局, 福建能源监管办: what the branches of 国家能源局 call themselves.
_ENERGY = re.compile(
    r"(?:国家能源局)?(?:(?P<area>华北|东北|西北|华东|华中|南方)(?:能源)?监管局"
    r"|(?P<place>(?!国家)[一-鿿]{2,3})(?:能源|(?<=省))监管办(?:公室)?)"
)
# These name their region without 市 or 省: 国家统计局惠州调查队.
_BRANCH = re.compile(r"调查队|调查总队|分行|支行")
# 淮安海关: an office of the state that is called by its place alone.
_OUTPOST = re.compile(r"(?:海关|海事局|税务局|监管局|监管分局|专员办事?处?|调查总?队|邮政管理局)$")
# A region's congress, its standing committee, and their committees and offices.
_CONGRESS = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,5}届)?(?:人大|人民代表大会)(?P<standing>常委会|常务委员会)?"
    r"(?P<office>(?:[一-鿿]{2,10}(?:委员会|委)|办公厅|办公室|研究室)?)"
)
_GOVERNMENT = re.compile(
    r"(?:人民政府|人民代表大会|人民代表大会常务委员会|人大常委会|政府)?(?:办公厅|办公室)?$"
)
_DEPARTMENT = re.compile(
    r"(?P<stem>(?:(?!委员会|人民政府)[^厅局署委\s]){1,16})"
    r"(?P<kind>委员会办公室|委员会|委|厅|局办公室|局|办公室|中心|管委会|办|总队|支队|海关|署)$"
)


@dataclass(frozen=True, slots=True)
class Department:
    """A local department's full stem and, if it was merged or renamed, the one it became."""

    stem: str
    successor: str | None


class Authority:
    """Names, short names and successors of bodies. Immutable; ``load`` makes one."""

    def __init__(
        self,
        bodies: Iterable[Body],
        departments: Mapping[str, Department],
        codes: Mapping[str, tuple[str, ...]],
        local: Iterable[str] = (),
    ) -> None:
        """``local`` names the bodies that are not central, whatever their names look like."""
        self._bodies = {body.name: body for body in bodies}
        local = set(local)
        self._central = self._bodies.keys() - local
        names = (region_name(leading_regions(name)[0]) for name in local)
        self._regions = frozenset(name for name in names if name is not None)
        self._full = {short: body.name for body in self._bodies.values() for short in body.short}
        self._departments = dict(departments)
        self._codes = dict(codes)
        self._last_characters = _LAST_CHARACTERS | {
            name[-1] for name in (*self._bodies, *self._full)
        }

    @classmethod
    def load(cls, local: Path | None = None, *, strict: bool = False) -> Authority:
        """The built-in file, with the rows of a local one added or put in place of its own.

        ``strict``: as it is handed in, rows that contradict each other are refused; in a library
        that has them already, the last of them holds. Raises SettingsError where the local file
        cannot be read or lacks the column ``name``.
        """
        data = files(__package__) / "data"
        with (data / "bodies.csv").open(encoding="utf-8") as source:
            central = {body.name: body for _, body in read_bodies(source)}
        own = {body.name: body for body in local_bodies(local, strict)} if local else {}
        with (data / "departments.csv").open(encoding="utf-8") as source:
            departments = {
                row["short"]: Department(row["stem"], row["successor"] or None)
                for row in csv.DictReader(source)
            }
        with (data / "codes.csv").open(encoding="utf-8") as source:
            codes = {row["code"]: tuple(row["bodies"].split("|")) for row in csv.DictReader(source)}
        # Staff add a short name to a central body by repeating its row: it stays central.
        return cls({**central, **own}.values(), departments, codes, own.keys() - central.keys())

    # ------------------------------------------------------------ one name

    def resolve(self, name: str) -> str:
        """The full name of the same body; unknown names come back without their blanks.

        >>> authority = Authority.load()
        >>> authority.resolve("税务总局"), authority.resolve("惠州市住建局")
        ('国家税务总局', '惠州市住房和城乡建设局')
        >>> authority.resolve("环境保护部"), authority.resolve("某某协会")
        ('环境保护部', '某某协会')
        >>> authority.resolve("遵义市人大常委会法制工作委员会")
        '遵义市人民代表大会常务委员会法制工作委员会'
        >>> authority.resolve("湖北省武汉市人民政府"), authority.resolve("湖北省武汉市中级人民法院")
        ('武汉市人民政府', '湖北省武汉市中级人民法院')
        """
        name = _plain(name)
        if name in self._bodies:
            return name
        if name in self._full:
            return self._full[name]
        for tail in ("办公厅", "办公室"):
            if name.endswith(tail) and name[: -len(tail)] in self._full:
                return self._full[name[: -len(tail)]] + tail
        branch = _ENERGY.fullmatch(name)
        if branch is not None:
            kind = "监管局" if branch["area"] else "监管办公室"
            return f"国家能源局{branch['area'] or branch['place']}{kind}"
        return self._resolve_local(name)

    def _resolve_local(self, name: str) -> str:
        chain, rest = leading_regions(name)
        chain = without_province(chain)
        if chain and _GOVERNMENT.match(rest) and "政府" in rest:
            return "".join(chain) + rest
        congress = _CONGRESS.fullmatch(rest) if chain else None
        if congress is not None:
            standing = "常务委员会" if congress["standing"] else ""
            return "".join(chain) + "人民代表大会" + standing + (congress["office"] or "")
        match = _DEPARTMENT.match(rest) if chain else None
        if match is None:
            return name
        department = self._departments.get(match["stem"])
        stem = department.stem if department else match["stem"]
        kind = "委员会" if match["kind"] == "委" else match["kind"]
        return "".join(chain) + stem + kind

    def current(self, name: str) -> str:
        """Today's body that does what ``name`` did, so that facets do not split.

        >>> authority = Authority.load()
        >>> authority.current("国家环境保护总局"), authority.current("国家工商行政管理总局")
        ('生态环境部', '国家市场监督管理总局')
        >>> authority.current("广东省国土资源厅"), authority.current("惠州市地方税务局")
        ('广东省自然资源厅', '国家税务总局惠州市税务局')
        >>> authority.current("惠州市财政局"), authority.current("World Health Organization")
        ('惠州市财政局', 'World Health Organization')
        """
        now = self._current(self.resolve(name))
        # The blanks of other scripts are parts of a name.
        return name if now == _plain(name) and _LATIN.search(name) else now

    def _current(self, name: str) -> str:
        for _ in range(8):
            body = self._bodies.get(name)
            if body is None or not body.successor:
                break
            name = body.successor
        return self._current_local(name)

    def _current_local(self, name: str) -> str:
        chain, rest = leading_regions(name)
        if not chain:
            return name
        if rest in ("国家税务局", "地方税务局"):
            return f"国家税务总局{''.join(chain)}税务局"
        match = _DEPARTMENT.match(rest)
        department = self._departments.get(match["stem"]) if match else None
        if match is None or department is None or not department.successor:
            return name
        return "".join(chain) + department.successor + match["kind"]

    def fingerprint(self) -> str:
        """Changes with what ``current`` answers: indexes hold its answers."""
        bodies = sorted((b.name, b.successor or "", *b.short) for b in self._bodies.values())
        departments = sorted(
            (short, one.stem, one.successor or "") for short, one in self._departments.items()
        )
        return hashlib.sha256(repr((bodies, departments)).encode()).hexdigest()[:16]

    def known(self, name: str) -> bool:
        """Whether the name is in the file or made of a region and a usual department."""
        name = _plain(name)
        return name in self._bodies or name in self._full or self._composed(name)

    def is_listed(self, name: str) -> bool:
        """Whether the file has a row for the body."""
        return name in self._bodies

    def is_body(self, name: str) -> bool:
        """Whether ``name`` is, or looks like, the name of one body.

        >>> authority = Authority.load()
        >>> [authority.is_body(n) for n in ("财政部", "惠州市人民政府办公室", "岳阳市委宣传部")]
        [True, True, True]
        >>> [authority.is_body(n) for n in ("关于加强管理的部", "惠州市", "第一章 总则", "局")]
        [False, False, False, False]
        """
        name = _plain(name)
        if name in self._bodies or name in self._full:
            return True
        if not 3 <= len(name) <= 40 or _NOT_IN_NAMES.search(name):
            return False
        return _BODY_END.search(name) is not None

    def region_of(self, name: str, told: str = "") -> str | None:
        """The region a body is responsible for; 全国 for central ones; None if unknown. ``told``
        is the text, which tells apart districts of one name.

        >>> authority = Authority.load()
        >>> authority.region_of("国家税务总局惠州市税务局"), authority.region_of("财政部")
        ('惠州市', '全国')
        >>> authority.region_of("广东省生态环境厅"), authority.region_of("某某协会") is None
        ('广东省', True)
        >>> authority.region_of("大理州财政局"), authority.region_of("长宁区教育局")
        ('大理白族自治州', '上海市长宁区')
        >>> authority.region_of("淮安海关"), authority.region_of("国家税务总局淮安税务局")
        ('淮安市', '淮安市')
        >>> authority.region_of("南京大学") is None
        True
        """
        name = self.resolve(name)
        if name in self._central or _within(name) in self._central:
            return NATION
        vertical = _VERTICAL.match(name)
        chain, _ = leading_regions(
            vertical["region"] if vertical else re.sub(r"^(?:中共|中国共产党|共青团)", "", name)
        )
        if chain:
            return region_name(chain, told)
        if (
            vertical
            and region_called(vertical["region"]) is None
            and vertical["head"] == "国家能源局"
        ):
            return NATION
        called = vertical["region"] if vertical else _OUTPOST.sub("", name)
        return region_called(called) if called != name else region_of_department(name)

    def region_in(self, title: str) -> str | None:
        """The region of staff's own bodies that a title names; the longest, if several."""
        named = [region for region in self._regions if region in title]
        return max(named, key=len, default=None)

    # ------------------------------------------------------------ several names

    def split(self, text: str, on: date | None = None) -> tuple[str, ...]:
        """The issuers that somebody states (a manifest, a portal's table), in full. What is no
        known body is kept as it was stated.

        >>> authority = Authority.load()
        >>> authority.split("财政部、税务总局"), authority.split("云溪市奇物办")
        (('财政部', '国家税务总局'), ('云溪市奇物办',))
        >>> authority.split("World Health Organization")
        ('World Health Organization',)
        """
        names = self.bodies_in(text, on)
        stated = [piece for piece in _SEPARATORS.split(text.strip()) if piece]
        if names and (len(names) >= len(stated) or "".join(names) == "".join(stated)):
            return names
        if _LATIN.search(text):
            return (text.strip(),) if text.strip() else ()
        kept = [name for piece in stated for name in self.bodies_in(piece, on) or (piece,)]
        return tuple(dict.fromkeys(kept))

    def bodies_in(self, text: str, on: date | None = None) -> tuple[str, ...]:
        """The bodies that a title's head, a letterhead or a signature names, in full; what is no
        body is left out.

        Joint issuers are parted by blanks or 、, never by 和 or 及. ``on`` is the day of the
        document: 财政部税务总局 was one body until 1988.

        >>> authority = Authority.load()
        >>> authority.bodies_in("财政部 税务总局"), authority.bodies_in("财政部税务总局")
        (('财政部', '国家税务总局'), ('财政部', '国家税务总局'))
        >>> authority.bodies_in("财政部税务总局", date(1986, 9, 25))
        ('财政部税务总局',)
        >>> authority.bodies_in("国家税务总局惠州市税务局惠州市住房和城乡建设局")
        ('国家税务总局惠州市税务局', '惠州市住房和城乡建设局')
        >>> authority.bodies_in("环 境 保 护 部"), authority.bodies_in("惠州市人力资源和社会保障局")
        (('环境保护部',), ('惠州市人力资源和社会保障局',))
        >>> authority.bodies_in("惠州市"), authority.bodies_in("各有关单位")
        ((), ())
        """
        pieces = [_plain(piece) for piece in _SEPARATORS.split(text.strip()) if piece]
        joined = "".join(pieces)
        if len(pieces) > 1 and not all(map(self.is_body, pieces)) and "、" not in text:
            pieces = [joined]
        names: list[str] = []
        for piece in pieces:
            names.extend(self._bodies_in(piece, on))
        return tuple(dict.fromkeys(names))

    def only_bodies(self, text: str, on: date | None = None) -> tuple[str, ...]:
        """The bodies that ``text`` names, if it names bodies and nothing else; else ().

        >>> authority = Authority.load()
        >>> authority.only_bodies("财政部　税务总局"), authority.only_bodies("财政部的通知")
        (('财政部', '国家税务总局'), ())
        """
        if len(text) > 200 or _PROSE.search(text):
            return ()
        pieces = [piece for piece in _SEPARATORS.split(text.strip()) if piece]
        if not pieces or len(pieces) > 12 or not self._ends_as_body(pieces[-1]):
            return ()
        pieces = [_plain(piece) for piece in pieces]
        if not all(self._bodies_in(piece, on) for piece in pieces):
            joined = "".join(pieces)
            return tuple(self._bodies_in(joined, on)) if len(pieces) > 1 else ()
        return self.bodies_in(text, on)

    def listed_in(self, text: str) -> tuple[str, ...]:
        """The listed bodies whose full names stand in ``text``, in order, the longer first.

        >>> authority = Authority.load()
        >>> authority.listed_in("国家环境保护局。国家技术监督局下"), authority.listed_in("财政部门")
        (('国家环境保护局', '国家技术监督局'), ())
        """
        found: dict[int, str] = {}
        for name in sorted(self._bodies, key=len, reverse=True):
            if len(name) < 5:
                continue
            start = text.find(name)
            if start >= 0:
                found[start] = name
                text = text.replace(name, "　" * len(name))
        return tuple(found[start] for start in sorted(found))

    def _ends_as_body(self, piece: str) -> bool:
        """A quick look at the end of a name, before the costly ones at the whole."""
        return piece[-1] in self._last_characters

    def _bodies_in(self, piece: str, on: date | None) -> list[str]:
        if self._is_one(piece, on):
            return [self.resolve(piece)]
        parts = self._concatenated(piece, on)
        if parts:
            return [self.resolve(part) for part in parts]
        return [self.resolve(piece)] if self.is_body(piece) else []

    def _is_one(self, name: str, on: date | None) -> bool:
        body = self._bodies.get(name)
        if body is not None and body.until is not None and self._concatenated(name, on):
            return on is not None and on < body.until
        return body is not None or name in self._full or self._composed(name)

    def _concatenated(self, text: str, on: date | None, depth: int = 6) -> list[str]:
        """Names written without anything between them, longest first; [] if that fails."""
        if depth == 0 or len(text) > 120:
            return []
        for cut in range(len(text) - 2, 1, -1):
            head, rest = text[:cut], text[cut:]
            if not (head in self._bodies or head in self._full or self._composed(head)):
                continue
            if rest in self._bodies or rest in self._full or self._composed(rest):
                return [head, rest]
            more = self._concatenated(rest, on, depth - 1)
            if more:
                return [head, *more]
        return []

    def _composed(self, name: str) -> bool:
        """Region and government or department, or a branch of a body under vertical management."""
        if not 4 <= len(name) <= 40:
            return False
        if _ENERGY.fullmatch(name) is not None:
            return True
        vertical = _VERTICAL.match(name)
        if vertical is not None and (
            leading_regions(vertical["region"])[1] == "" or _BRANCH.search(vertical["tail"])
        ):
            return True
        bare = re.sub(r"^(?:中共|中国共产党)", "", name)
        chain, rest = leading_regions(bare)
        if not chain or not rest:
            return False
        if bare != name and re.fullmatch(r"委(?:员会)?(?:办公厅|办公室|[^厅局委]{2,8}部)?", rest):
            return True
        return (
            _GOVERNMENT.match(rest) is not None
            or _DEPARTMENT.match(rest) is not None
            or _CONGRESS.fullmatch(rest) is not None
            or rest in ("办事处", "高级人民法院", "中级人民法院", "人民法院", "人民检察院")
        )

    # ------------------------------------------------------------ by the code of a number

    def bodies_of_code(self, code: str, region: str | None = None) -> tuple[str, ...]:
        """Who issues documents of this code. Codes are not unique: () where it stays open.

        >>> authority = Authority.load()
        >>> authority.bodies_of_code("国办发"), authority.bodies_of_code("财税")
        (('国务院办公厅',), ('财政部', '国家税务总局'))
        >>> authority.bodies_of_code("粤府办"), authority.bodies_of_code("宁政办发")
        (('广东省人民政府办公厅',), ())
        >>> authority.bodies_of_code("宁政办发", "南京市")
        ('南京市人民政府办公厅',)
        """
        if code in self._codes:
            return self._codes[code]
        local = body_of_local_code(code, region)
        if local:
            return local
        for length in range(len(code) - 1, 1, -1):
            if code[:length] in self._codes:
                return self._codes[code[:length]]
        return ()

    # ------------------------------------------------------------ the list itself

    def short_names(self) -> Mapping[str, str]:
        """Short name → full name, of the listed bodies."""
        return dict(self._full)

    def __iter__(self) -> Iterator[Body]:
        return iter(self._bodies.values())


_INNER = re.compile(r"(?<=[部局会院署委行])(?:办公厅|办公室|[一-鿿]{2,8}司)$")


def _within(name: str) -> str:
    """国家能源局 of 国家能源局综合司: the body that an office of its own speaks for."""
    return _INNER.sub("", name)


def _plain(name: str) -> str:
    """A name without blanks, in Simplified characters.

    >>> _plain("雲溪市 財政局"), _plain("A公司")
    ('云溪市财政局', 'A公司')
    """
    name = "".join(name.split())
    return name if _ASCII.search(name) else fold(name)
