"""What a single parameter may be: a day, a facet, a value or the label that people read for it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.config import JsonDict

from indexer.model.fields import BY_NAME, FIELDS, FieldType
from indexer.model.labels import LabelledEnum

MAX_QUERY = 2_000
FACETS = tuple(f.name for f in FIELDS if f.facet)
_FACETS_BY_LABEL = {f.label: f.name for f in FIELDS if f.facet}
RANGES = tuple(f.name for f in FIELDS if f.type is FieldType.DATE and f.filter)
DEFAULT_FACETS = ("issuer", "status", "year")

_SAID = re.compile(r"(\d{4}) ?年(?: ?(\d{1,2}) ?月)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    """Only YYYY-MM-DD, or empty as forms send it; pydantic would read numbers as timestamps."""
    if value == "":
        return None
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise ValueError("日期应写作 YYYY-MM-DD")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("没有这一天") from None


def _facet_list(given: Any) -> Any:
    """The names in ``a,b`` as in ``["a", "b"]``, each once."""
    parts = [given] if isinstance(given, str) else given
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        return given
    said = [name for part in parts for n in part.split(",") if (name := n.strip())]
    names = [_FACETS_BY_LABEL.get(name, name) for name in said]
    unknown = [n for n in names if n not in FACETS]
    if unknown:
        raise ValueError(f"没有这个分面：{'、'.join(unknown)}；可用：{'、'.join(FACETS)}")
    return list(dict.fromkeys(names))


def _facet_name(value: str) -> str:
    name = _FACETS_BY_LABEL.get(value, value)
    if name not in FACETS:
        raise ValueError(f"没有这个分面：{value}；可用：{'、'.join(FACETS)}")
    return name


def by_label(kind: type[LabelledEnum]) -> BeforeValidator:
    """A value, or the label that people read."""

    def meant(given: Any) -> Any:
        if not isinstance(given, str):
            return given
        found = kind.named(given)
        if found is None:
            raise ValueError(f"没有“{given[:50]}”，可用：{kind.choices()}")
        return found

    return BeforeValidator(meant)


def _day_label(given: Any) -> Any:
    """2024年, 2024年5月 as 2024, 2024-05; a number, as JSON has years, as its digits."""
    if isinstance(given, int) and not isinstance(given, bool):
        return str(given)
    said = _SAID.fullmatch(given.strip()) if isinstance(given, str) else None
    if said is None:
        return given
    return said[1] if said[2] is None else f"{said[1]}-{int(said[2]):02d}"


Day = Annotated[date | None, BeforeValidator(_day)]
Text = Annotated[str, Field(max_length=200)]
Texts = Annotated[list[Text], Field(max_length=100)]
FACET: JsonDict = {
    "enum": list(FACETS),
    "x-enum-descriptions": [BY_NAME[name].label for name in FACETS],
}
FacetName = Annotated[str, AfterValidator(_facet_name), Field(json_schema_extra=FACET)]
FacetNames = Annotated[list[str], BeforeValidator(_facet_list)]
Year = Annotated[str, BeforeValidator(_day_label), Field(pattern=r"^\d{4}$")]
Month = Annotated[str, BeforeValidator(_day_label), Field(pattern=r"^\d{4}-\d{2}$")]
