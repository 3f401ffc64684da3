"""The parameters of requests: what is accepted, and the search that it means.

Unknown parameters are refused, and all wrong ones are told at once.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    model_validator,
)

from indexer.model import BINDING, Kind, StatusValue
from indexer.model.duties import DutyRequest
from indexer.model.fields import FIELDS
from indexer.model.passages import PassageRequest, SpanKind
from indexer.model.queries import SearchRequest, Sort
from search_api.direct import repeatable
from search_api.param_types import (
    DEFAULT_FACETS,
    FACET,
    MAX_QUERY,
    RANGES,
    Day,
    FacetName,
    FacetNames,
    Month,
    Text,
    Texts,
    Year,
    by_label,
)


class SearchFilters(BaseModel):
    """检索与导出共用的条件。同一条件给几个值为“或”，不同条件之间为“且”。"""

    # Compiled when first used: a call that nobody makes costs nothing at the start. Not so what
    # FastAPI reads itself (``direct.py`` does for the others): pydantic warns of that in the log.
    model_config = ConfigDict(extra="forbid", defer_build=True)

    q: str = Field(
        "",
        title="检索词",
        max_length=MAX_QUERY,
        description="词语、引号中的短语、标题或文号；不填则列出符合条件的全部文件，新的在前",
        examples=["加装电梯 补贴", "国办发〔2019〕54号"],
    )
    issuer: Texts = Field(
        [], title="发文机关", description="发文机关的全称、简称或旧称；可重复",
        examples=[["市财政局"]],
    )  # fmt: skip
    status: list[Annotated[StatusValue, by_label(StatusValue)]] = Field(
        [], title="有效性", description="在 as_of 之日的有效性，值或中文均可；可重复",
        examples=[["in_force"]],
    )  # fmt: skip
    year: list[Year] = Field(
        [], title="年份", description="排序所用日期（hits[].date）的年份；可重复",
        examples=[["2024"]],
    )  # fmt: skip
    month: list[Month] = Field(
        [], title="月份", description="排序所用日期的月份，如 2024-05；可重复",
        examples=[["2024-05"]],
    )  # fmt: skip
    kind: list[Annotated[Kind, by_label(Kind)]] = Field(
        [], title="类别", description="文件类别，值或中文均可；可重复", examples=[["policy"]]
    )
    genre: Texts = Field(
        [], title="文种", description="文种，如通知、办法；可重复", examples=[["通知"]]
    )
    theme: Texts = Field(
        [], title="主题", description="主题分类；可重复", examples=[["城乡建设、环境保护"]]
    )
    domain: Texts = Field(
        [], title="领域", description="基层政务公开的领域；可重复", examples=[["保障性住房"]]
    )
    region: Texts = Field(
        [], title="地区", description="发文机关所在地区；可重复", examples=[["广东省"]]
    )
    series: Texts = Field(
        [], title="所属文件", description="条文所属的文件；可重复",
        examples=[["中华人民共和国民法典"]],
    )  # fmt: skip
    published_from: Day = Field(
        None, title="起始日期", description="排序所用日期（hits[].date）不早于此日",
        examples=["2020-01-01"],
    )  # fmt: skip
    published_to: Day = Field(
        None, title="截止日期", description="排序所用日期不晚于此日", examples=["2024-12-31"]
    )
    effective_from: Day = Field(
        None, title="施行日期起", description="施行日期不早于此日", examples=["2020-01-01"]
    )
    effective_to: Day = Field(
        None, title="施行日期止", description="施行日期不晚于此日", examples=["2024-12-31"]
    )
    expires_from: Day = Field(
        None, title="有效期届满起", description="有效期的最后一日不早于此日（延期计入）",
        examples=["2026-01-01"],
    )  # fmt: skip
    expires_to: Day = Field(
        None,
        title="有效期届满止",
        description="有效期的最后一日不晚于此日",
        examples=["2026-12-31"],
    )
    as_of: Day = Field(
        None, title="有效性日期", description="有效性按此日计；不填为今天（北京时间）",
        examples=["2022-06-30"],
    )  # fmt: skip
    prefer_in_force: bool = Field(
        True, title="有效的在前", description="相符程度相当时，现行有效的排在前面",
        examples=[True],
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _filled(cls, sent: Any) -> Any:
        """What a form left empty is not given; but no ``facets`` are none of them. One value
        in JSON need not be a list."""
        if not isinstance(sent, dict):
            return sent
        given: dict[str, Any] = {}
        for name, value in sent.items():
            if name in ("q", "facets") or name not in cls.model_fields:
                given[name] = value  # an unknown name is refused, empty or not
            elif isinstance(value, list):
                given[name] = [v for v in value if v != ""]
            elif value != "":
                one = isinstance(value, (str, int)) and name in repeatable(cls)
                given[name] = [value] if one else value
        return given

    @model_validator(mode="after")
    def _range(self) -> SearchFilters:
        for name in RANGES:
            start, end = getattr(self, f"{name}_from"), getattr(self, f"{name}_to")
            if start and end and start > end:
                raise ValueError(f"{name}_from 不能晚于 {name}_to")
        return self

    def wanted(self) -> SearchRequest:
        """What is searched for; how it is answered is for others to say."""
        return SearchRequest(
            q=self.q,
            filters=self.filters(),
            published_from=self.published_from,
            published_to=self.published_to,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            expires_from=self.expires_from,
            expires_to=self.expires_to,
            as_of=self.as_of,
            prefer_in_force=self.prefer_in_force,
        )

    def filters(self) -> dict[str, tuple[str, ...]]:
        named = {f.name: getattr(self, f.name, []) for f in FIELDS if f.filter}
        return {
            n: tuple(str(v) for v in vs) for n, vs in named.items() if isinstance(vs, list) and vs
        }


class SearchParams(SearchFilters):
    """检索的参数。"""

    model_config = ConfigDict(defer_build=False)  # FastAPI reads it from bodies

    sort: Annotated[Sort, by_label(Sort)] = Field(
        Sort.RELEVANCE, title="排序", description="结果的次序，值或中文均可",
        examples=["relevance"],
    )  # fmt: skip
    page: int = Field(
        1, title="页码", ge=1, le=1_000_000, description="第几页，从 1 起", examples=[1]
    )
    size: int = Field(10, title="每页条数", ge=1, le=100, description="每页的结果数", examples=[10])
    facets: FacetNames = Field(
        list(DEFAULT_FACETS),
        title="分面",
        description="要计数的分面，用逗号隔开，或重复此参数；按此次序回答，facets= 为不要",
        examples=[["issuer", "year"]],
        json_schema_extra={"items": {"type": "string", **FACET}},
    )
    facet_size: int = Field(
        20, title="分面的值数", ge=1, le=1_000,
        description="每个分面最多列出多少个值，已选的另加", examples=[20],
    )  # fmt: skip
    highlight: bool = Field(
        True, title="摘录", description="是否给出摘录并标出命中处", examples=[True]
    )
    explain: bool = Field(
        False, title="说明理由", description="是否说明每条结果为何在此", examples=[False]
    )

    def request(self) -> SearchRequest:
        return replace(
            self.wanted(),
            sort=self.sort,
            page=self.page,
            size=self.size,
            facets=tuple(self.facets),
            facet_size=self.facet_size,
            highlight=self.highlight,
            explain=self.explain,
        )


class PortalParams(SearchParams):
    """检索页的参数。表单另有起止年份与“只看现行有效”，折合为日期与有效性。"""

    @model_validator(mode="before")
    @classmethod
    def _folded(cls, sent: Any) -> Any:
        if not isinstance(sent, dict):
            return sent
        given = dict(sent)
        for name, day in (("from", "01-01"), ("to", "12-31")):
            year = str(given.pop(f"year_{name}", "") or "").strip()
            if year:
                given[f"published_{name}"] = f"{year}-{day}"
        if given.pop("valid", "") and not given.get("status"):
            given["status"] = [value.value for value in BINDING]
        return given


class ListParams(SearchParams):
    """检索的全部参数；表格列出全部结果，给出 page 或 size 时只列那一页。"""

    size: int = Field(
        0,
        title="每页条数",
        ge=0,
        le=100_000,
        description="每页条数；0 或不填：表格列出全部，订阅列出 100 条",
        examples=[0],
    )


class TwoFacets(SearchFilters):
    """检索的全部条件，行与列各一个分面。"""

    rows: FacetName = Field("issuer", title="行", description="行的分面", examples=["issuer"])
    columns: FacetName = Field("year", title="列", description="列的分面", examples=["year"])


class PivotParams(TwoFacets):
    """按两个分面计数的参数。"""

    def request(self) -> SearchRequest:
        return replace(
            self.wanted(),
            facets=(),
            highlight=False,
        )


class PassageParams(SearchFilters):
    """条款检索的参数。"""

    q: str = Field(
        ..., title="检索词", min_length=1, max_length=MAX_QUERY,
        description="要在条款里找的词语或问题", examples=["加装电梯补贴多少钱"],
    )  # fmt: skip
    page: int = Field(1, title="页码", ge=1, le=1_000, description="第几页，从 1 起", examples=[1])
    size: int = Field(10, title="每页条数", ge=1, le=100, description="每页的条款数", examples=[10])
    per_document: int = Field(
        2, title="每份文件的条数", ge=1, le=1_000,
        description="同一份文件最多给出几条", examples=[2],
    )  # fmt: skip
    has: list[Annotated[SpanKind, by_label(SpanKind)]] = Field(
        [], title="含有", max_length=6,
        description="只要含有这类内容的条款，值或中文均可；重复为“且”", examples=[["deadline"]],
    )  # fmt: skip
    context: int = Field(
        0, title="前后文", ge=0, le=5, description="另给出前后各几条", examples=[1]
    )

    def request(self) -> PassageRequest:
        search = replace(self.wanted(), page=self.page, size=self.size)
        return PassageRequest(search, self.context, self.per_document, tuple(self.has))


# The most clauses of a body that one answer tells.
MOST_CLAUSES = 100


class DutyParams(SearchFilters):
    """职责查询的参数。"""

    q: str = Field(
        "", title="事项", max_length=MAX_QUERY, description="要办或要问的事；可用提问的说法",
        examples=["停车场归哪个部门管"],
    )  # fmt: skip
    body: Text = Field(
        "", title="机关", description="只看这个机关：全称、简称或其中一部分", examples=["公安机关"]
    )
    page: int = Field(1, title="页码", ge=1, le=1_000, description="第几页，从 1 起", examples=[1])
    size: int = Field(10, title="每页条数", ge=1, le=100, description="每页的机关数", examples=[10])
    clauses: int = Field(
        5, title="条款数", ge=1, le=MOST_CLAUSES, description="每个机关最多列出几条", examples=[5]
    )

    @model_validator(mode="after")
    def _something(self) -> DutyParams:
        if not (self.q.strip() or self.body.strip()):
            raise ValueError("请给出事项（q）或机关（body）")
        return self

    def request(self) -> DutyRequest:
        search = replace(self.wanted(), page=self.page, size=self.size)
        return DutyRequest(search, self.body, self.clauses)


class DutyPageParams(DutyParams):
    """职责页的参数：都不填时只给出查询框。"""

    model_config = ConfigDict(defer_build=False)

    @model_validator(mode="after")
    def _something(self) -> DutyPageParams:
        return self


class AlertPageParams(BaseModel):
    """订阅页的参数：都不填时说明怎样订阅。"""

    model_config = ConfigDict(extra="ignore")

    q: str = Field("", title="检索", max_length=MAX_QUERY, description="要订阅的检索")
    document: str = Field("", title="文件", max_length=500, description="要订阅的文件的编号")


class AnswerParams(SearchFilters):
    """问答的参数。"""

    q: str = Field(
        ..., title="问题", min_length=1, max_length=MAX_QUERY,
        description="用平常的话提的问题；说出年份的（2021年的补贴）按那时回答",
        examples=["停车场归哪个部门管"],
    )  # fmt: skip

    def request(self) -> SearchRequest:
        return self.wanted()


class AsOfParams(BaseModel):
    """文件的有效性按哪天计。"""

    model_config = ConfigDict(extra="forbid")

    as_of: Day = Field(
        None, title="有效性日期", description="有效性按此日计；不填为今天（北京时间）",
        examples=["2022-06-30"],
    )  # fmt: skip


class DocumentParams(AsOfParams):
    """文件页的参数：从检索来的，带着检索词与所问之日。"""

    q: str = Field(
        "", title="检索词", max_length=MAX_QUERY, description="文中标出的词语", examples=["电梯"]
    )
    find: str = Field(
        "", title="文内查找", max_length=200, description="在文中查找的文字", examples=["补贴"]
    )


class CompareParams(BaseModel):
    """与哪份文件对照。"""

    model_config = ConfigDict(extra="forbid")

    other: str = Field(
        ..., alias="with", title="另一文件", min_length=1, max_length=500,
        description="另一文件的编号", examples=["b2c3d4"],
    )  # fmt: skip


class SuggestParams(BaseModel):
    """输入建议的参数。"""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        ..., title="已输入的文字", min_length=1, max_length=100,
        description="已输入的文字：汉字、拼音或首字母", examples=["zwgk"],
    )  # fmt: skip
    size: int = Field(10, title="条数", ge=1, le=50, description="最多给出几条", examples=[10])


class FeedbackBody(BaseModel):
    """使用了一条结果。不保留使用者的任何信息。"""

    model_config = ConfigDict(extra="forbid")

    query: str = Field(
        ..., title="检索词", min_length=1, max_length=MAX_QUERY, description="当时的检索词",
        examples=["加装电梯"],
    )  # fmt: skip
    document: str = Field(
        ..., title="文件编号", min_length=1, max_length=500, description="所用结果的文件编号",
        examples=["a1b2c3"],
    )  # fmt: skip
    rank: int = Field(
        ..., title="名次", ge=1, le=10_000, description="它当时排在第几", examples=[1]
    )
    client: str = Field(
        "", title="使用者", max_length=200,
        description="门户代为提交（用密钥）时，区分使用者的任意记号；只用于当天去重，不保留",
        examples=["a7c9"],
    )  # fmt: skip
