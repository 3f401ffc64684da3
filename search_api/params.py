"""The parameters of requests: what is accepted, and the search that it means.

Unknown parameters are refused, and all wrong ones are told at once.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from indexer.model import Kind, StatusValue
from indexer.model.fields import FIELDS
from indexer.model.labels import LabelledEnum
from indexer.model.queries import SearchRequest, Sort

MAX_QUERY = 2_000
FACETS = tuple(f.name for f in FIELDS if f.facet)
_FACETS_BY_LABEL = {f.label: f.name for f in FIELDS if f.facet}
DEFAULT_FACETS = "issuer,status,year"

_SAID = re.compile(r"(\d{4}) ?年(?: ?(\d{1,2}) ?月)?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _day(value: Any) -> Any:
    """Only YYYY-MM-DD, or empty as forms send it; pydantic would read numbers as timestamps."""
    if value == "":
        return None
    if isinstance(value, str):
        if not _DATE.fullmatch(value):
            raise ValueError("日期应写作 YYYY-MM-DD")
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("没有这一天") from None
    return value


def _facet_list(value: str) -> str:
    names = [_FACETS_BY_LABEL.get(n, n) for part in value.split(",") if (n := part.strip())]
    unknown = [n for n in names if n not in FACETS]
    if unknown:
        raise ValueError(f"没有这个分面：{'、'.join(unknown)}；可用：{'、'.join(FACETS)}")
    return ",".join(names)


def _facet_name(value: str) -> str:
    name = _FACETS_BY_LABEL.get(value, value)
    if name not in FACETS:
        raise ValueError(f"没有这个分面：{value}；可用：{'、'.join(FACETS)}")
    return name


def _by_label(kind: type[LabelledEnum]) -> BeforeValidator:
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
    """2024年, 2024年5月 as 2024, 2024-05."""
    said = _SAID.fullmatch(given.strip()) if isinstance(given, str) else None
    if said is None:
        return given
    return said[1] if said[2] is None else f"{said[1]}-{int(said[2]):02d}"


Day = Annotated[date | None, BeforeValidator(_day)]
Text = Annotated[str, Field(max_length=200)]
Texts = Annotated[list[Text], Field(max_length=100)]
FacetName = Annotated[str, AfterValidator(_facet_name)]


class SearchFilters(BaseModel):
    """What a search and its exports share."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        "",
        max_length=MAX_QUERY,
        description="Words, a phrase in quotes, a title, a document number. Empty: everything "
        "that passes the filters, newest first.",
        examples=["加装电梯 补贴", "国办发〔2019〕54号"],
    )
    issuer: Texts = Field([], description="Issuing body; repeatable.", examples=[["市财政局"]])
    status: list[Annotated[StatusValue, _by_label(StatusValue)]] = Field(
        [], description="Validity on `as_of`; repeatable.", examples=[["in_force"]]
    )
    year: list[Annotated[str, BeforeValidator(_day_label), Field(pattern=r"^\d{4}$")]] = Field(
        [], description="Year of publication; repeatable.", examples=[["2024"]]
    )
    month: list[Annotated[str, BeforeValidator(_day_label), Field(pattern=r"^\d{4}-\d{2}$")]] = (
        Field([], description="Month of publication; repeatable.", examples=[["2024-05"]])
    )
    kind: list[Annotated[Kind, _by_label(Kind)]] = Field(
        [], description="Kind of document.", examples=[["policy"]]
    )
    genre: Texts = Field([], description="文种, such as 通知 or 办法.", examples=[["通知"]])
    theme: Texts = Field([], description="Theme of the State Council's list.", examples=[[]])
    domain: Texts = Field([], description="One of the 26 disclosure domains.", examples=[[]])
    region: Texts = Field([], description="Region of the issuing body.", examples=[[]])
    series: Texts = Field(
        [],
        description="Instrument that an article belongs to.",
        examples=[["中华人民共和国民法典"]],
    )
    published_from: Day = Field(
        None, description="First day of publication.", examples=["2020-01-01"]
    )
    published_to: Day = Field(None, description="Last day of publication.", examples=["2024-12-31"])
    as_of: Day = Field(
        None,
        description="The day for which validity is told; default today in Asia/Shanghai.",
        examples=["2022-06-30"],
    )
    prefer_in_force: bool = Field(
        True, description="Put documents in force first among equal matches.", examples=[True]
    )

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, sent: Any) -> Any:
        """What a form left empty is not given; but no ``facets`` are none of them."""
        if not isinstance(sent, dict):
            return sent
        given: dict[str, Any] = {}
        for name, value in sent.items():
            if name in ("q", "facets") or name not in cls.model_fields:
                given[name] = value  # an unknown name is refused, empty or not
            elif isinstance(value, list):
                given[name] = [v for v in value if v != ""]
            elif value != "":
                given[name] = value
        return given

    @model_validator(mode="after")
    def _range(self) -> SearchFilters:
        if self.published_from and self.published_to and self.published_from > self.published_to:
            raise ValueError("published_from 不能晚于 published_to")
        return self

    def filters(self) -> dict[str, tuple[str, ...]]:
        named = {f.name: getattr(self, f.name, []) for f in FIELDS if f.filter}
        return {
            n: tuple(str(v) for v in vs) for n, vs in named.items() if isinstance(vs, list) and vs
        }


class SearchParams(SearchFilters):
    """The parameters of ``GET /search``."""

    sort: Annotated[Sort, _by_label(Sort)] = Field(
        Sort.RELEVANCE, description="Order of the hits.", examples=["relevance"]
    )
    page: int = Field(1, ge=1, le=1_000_000, description="Page, from 1.", examples=[1])
    size: int = Field(10, ge=1, le=100, description="Hits on a page.", examples=[10])
    facets: Annotated[str, AfterValidator(_facet_list)] = Field(
        DEFAULT_FACETS, description="Facets to count, by commas.", examples=["issuer,year"]
    )
    facet_size: int = Field(
        20, ge=1, le=1_000, description="Values of a facet; the chosen come on top.", examples=[20]
    )
    highlight: bool = Field(True, description="Mark the matches.", examples=[True])
    explain: bool = Field(False, description="Tell why each hit is there.", examples=[False])

    def request(self) -> SearchRequest:
        return SearchRequest(
            q=self.q,
            filters=self.filters(),
            published_from=self.published_from,
            published_to=self.published_to,
            as_of=self.as_of,
            sort=self.sort,
            page=self.page,
            size=self.size,
            facets=tuple(dict.fromkeys(n for n in self.facets.split(",") if n)),
            facet_size=self.facet_size,
            highlight=self.highlight,
            explain=self.explain,
            prefer_in_force=self.prefer_in_force,
        )


class ListParams(SearchParams):
    """检索的全部参数；表格列出全部结果，给出 page 或 size 时只列那一页。"""

    size: int = Field(
        0, ge=0, le=100_000, description="每页条数；0 或不填：表格列出全部，订阅列出 100 条",
        examples=[0],
    )  # fmt: skip


class PivotParams(SearchFilters):
    """The parameters of ``GET /pivot``."""

    rows: FacetName = Field("issuer", description="Facet of the rows.", examples=["issuer"])
    columns: FacetName = Field("year", description="Facet of the columns.", examples=["year"])

    def request(self) -> SearchRequest:
        return SearchRequest(
            q=self.q,
            filters=self.filters(),
            published_from=self.published_from,
            published_to=self.published_to,
            as_of=self.as_of,
            facets=(),
            highlight=False,
        )


class AsOfParams(BaseModel):
    """Parameters of a document: the day for which its status is told."""

    model_config = ConfigDict(extra="forbid")

    as_of: Day = Field(
        None, description="The day for which validity is told.", examples=["2022-06-30"]
    )


class SuggestParams(BaseModel):
    """The parameters of ``GET /suggest``."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        ..., min_length=1, max_length=100, description="What was typed so far: Chinese, pinyin or "
        "initials.", examples=["zwgk"],
    )  # fmt: skip
    size: int = Field(10, ge=1, le=50, description="Suggestions at most.", examples=[10])


class FeedbackBody(BaseModel):
    """A use of a search result. No personal data: nothing of the user is kept."""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        ...,
        min_length=1,
        max_length=MAX_QUERY,
        description="What was asked.",
        examples=["加装电梯"],
    )
    document: str = Field(
        ..., min_length=1, max_length=500, description="Id of the used hit.", examples=["a1b2c3"]
    )
    rank: int = Field(..., ge=1, le=10_000, description="Rank at which it was shown.", examples=[1])
