"""What people read for the values of machines: on the pages and in the terminal alike."""

from __future__ import annotations

from collections.abc import Mapping

from indexer.model import Basis, EventType, Kind, RelationType, StatusValue
from indexer.model.queries import Sort

BASIS_LABELS: Mapping[Basis, str] = {basis: basis.label for basis in Basis}
EVENT_LABELS: Mapping[EventType, str] = {
    EventType.EFFECTIVE: "施行",
    EventType.AMENDED: "修改",
    EventType.PARTIALLY_REPEALED: "部分废止",
    EventType.REPEALED: "废止",
    EventType.LAPSED: "失效",
    EventType.EXPIRED: "有效期届满",
    EventType.CONFIRMED: "继续有效",
}
# (as the one who speaks, as the one spoken of)
RELATION_LABELS: Mapping[RelationType, tuple[str, str]] = {
    RelationType.REPEALS: ("废止了", "被废止于"),
    RelationType.LAPSES: ("宣布失效", "被宣布失效于"),
    RelationType.AMENDS: ("修改了", "被修改于"),
    RelationType.CONFIRMS: ("确认继续有效", "被确认继续有效于"),
    RelationType.ISSUES: ("印发", "印发于"),
    RelationType.FORWARDS: ("转发", "被转发于"),
    RelationType.IMPLEMENTS: ("贯彻落实", "被贯彻落实于"),
    RelationType.BASED_ON: ("依据", "是其依据"),
    RelationType.INTERPRETS: ("解读", "政策解读"),
    RelationType.DRAFT_OF: ("正式文件", "征求意见稿"),
    RelationType.VERSION_OF: ("另一版本", "另一版本"),
    RelationType.CITES: ("引用", "被引用于"),
}
# By field, then by value; the values of other fields are what people read.
VALUE_LABELS: Mapping[str, Mapping[str, str]] = {
    "status": {value.value: value.label for value in StatusValue},
    "kind": {value.value: value.label for value in Kind},
}
SORT_LABELS: Mapping[str, str] = {sort.value: sort.label for sort in Sort}
