"""What a manifest row or a record declares → values with their basis, and what is wrong with it.

One bad value is left out and told; the others of its row are kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import orjson

from analyzers.numbers import normalise_number
from indexer.model import Basis, Evidence, Kind, Value, Values
from indexer.model.fields import METADATA_BY_NAME, MetadataField
from indexer.model.publication import PUBLICATION, WITHHELD
from indexer.understanding.metadata.classification import top_theme
from indexer.understanding.metadata.dates import parse_date

# Between several values in one cell. Not 、 or a blank: names of themes and bodies hold those.
_SEPARATORS = re.compile(r"[;；|\n]")
_KINDS = {**{kind.value: kind.value for kind in Kind}, **{kind.label: kind.value for kind in Kind}}

SplitIssuers = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A value that cannot be used; ``message`` is for people."""

    field: str
    message: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """``unknown`` names the fields that are none of ours; their values are kept all the same."""

    values: Values
    unknown: tuple[str, ...] = ()
    problems: tuple[FieldProblem, ...] = ()

    def digest(self) -> str:
        """Equal digests declare the same."""
        said = {name: [value.value for value in found] for name, found in self.values.items()}
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


NOTHING = Declaration({})


def declare(fields: Mapping[str, object], rule: str, split_issuers: SplitIssuers) -> Declaration:
    """Read the fields by the names of ``indexer.model.fields.METADATA``.

    Fields beginning with ``_`` are ignored, empty ones too; unknown ones are kept under their
    own name. ``rule`` says where it was declared (manifest, record).
    """
    values: dict[str, tuple[Value, ...]] = {}
    unknown: list[str] = []
    problems: list[FieldProblem] = []
    for name, raw in fields.items():
        if name.startswith("_") or raw is None or raw == "" or raw == []:
            continue
        if name == PUBLISHED:
            values.update(_publication(raw, rule, problems))
            continue
        field = METADATA_BY_NAME.get(name)
        if field is None:
            unknown.append(name)
        try:
            value = _value(field or MetadataField(name, name), raw, split_issuers)
            if name == "url" and value:
                _check_address(value)
        except ValueError as error:
            problems.append(FieldProblem(name, str(error)))
            continue
        if value:
            quote = raw if isinstance(raw, str) else ""
            values[name] = (Value(value, Evidence(Basis.DECLARED, rule, clean(quote))),)
    return Declaration(values, tuple(unknown), tuple(problems))


# A manifest's or a record's word on whether the document is public.
PUBLISHED = "published"
_PUBLIC = ("true", "1", "yes", "y", "是", "公开", "主动公开", "已公开")
_NOT_PUBLIC = (
    "false",
    "0",
    "no",
    "n",
    "否",
    "不公开",
    "不予公开",
    "依申请公开",
    "暂不公开",
    "withheld",
)


def _publication(raw: object, rule: str, problems: list[FieldProblem]) -> Values:
    """``false`` withholds, and so does what cannot be read; ``true`` releases nothing."""
    said = _text(raw).casefold() if not isinstance(raw, list) else ""
    if said in _PUBLIC:
        return {}
    if said not in _NOT_PUBLIC:
        message = f"“{clean(str(raw))[:40]}”看不出是否公开，按不公开处理；请写 true 或 false"
        problems.append(FieldProblem(PUBLISHED, message))
    return withheld(clean(str(raw))[:40], rule)


def withheld(quote: str, rule: str) -> Values:
    """Not public, by what was declared."""
    return {PUBLICATION: (Value(WITHHELD, Evidence(Basis.DECLARED, rule, quote)),)}


def clean(text: str) -> str:
    """Without what no database keeps: NUL becomes a blank, half a surrogate pair U+FFFD.
    The length stays, so that offsets do."""
    if "\x00" in text:
        text = text.replace("\x00", " ")
    try:
        text.encode()
    except UnicodeEncodeError:
        text = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    return text


def _value(field: MetadataField, raw: object, split_issuers: SplitIssuers) -> str | tuple[str, ...]:
    if isinstance(raw, list):
        parts = tuple(part for item in raw if (part := _text(item)))
        if field.many:
            return _with_levels(parts) if field.name == "theme" else parts
        if len(parts) > 1:
            return "；".join(parts)
        text = parts[0] if parts else ""
    else:
        text = _text(raw)
    if not text:
        return ""
    if field.many:
        return _several(field, text, split_issuers)
    return _single(field, text)


def _check_address(value: str | tuple[str, ...]) -> None:
    """A page makes a link of it, and whoever clicks runs what a ``javascript:`` says."""
    if not str(value).casefold().startswith(("http://", "https://")):
        raise ValueError(f"“{str(value)[:40]}”不是网址，应以 http:// 或 https:// 开头")


def _text(raw: object) -> str:
    if isinstance(raw, str):
        return clean(raw).strip()
    if isinstance(raw, bool | int | float):
        return str(raw)
    if raw is None:
        return ""
    if isinstance(raw, dict | list):
        return orjson.dumps(raw).decode()
    return str(raw)


def _several(field: MetadataField, text: str, split_issuers: SplitIssuers) -> tuple[str, ...]:
    parts = [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
    if field.name == "issuers":
        parts = [issuer for part in parts for issuer in split_issuers(part)]
    if field.name == "theme":
        return _with_levels(parts)
    return tuple(dict.fromkeys(parts))


def _with_levels(themes: Iterable[str]) -> tuple[str, ...]:
    """Portals name a branch by its path; the first level is a value too, so that it is found."""
    return tuple(dict.fromkeys(level for name in themes for level in (top_theme(name), name)))


_FIRST_DAY = date(1899, 12, 30)
_COUNTED = range(18_264, 73_051)  # 1950 … 2099


def _counted(text: str) -> date | None:
    """A day as a spreadsheet counts it, where the cell was not made a date."""
    counted = text.isdecimal() and int(text) in _COUNTED
    return _FIRST_DAY + timedelta(days=int(text)) if counted else None


def _single(field: MetadataField, text: str) -> str:
    if field.date:
        day = parse_date(text) or _counted(text)
        if day is None:
            raise ValueError(f"“{text[:40]}”不是日期")
        return day.isoformat()
    if field.name == "kind":
        if text not in _KINDS:
            raise ValueError(f"“{text[:40]}”不是类别，可用：{'、'.join(Kind)}")
        return _KINDS[text]
    if field.name == "doc_number":
        return normalise_number(text) or text
    return text
