"""What OpenAPI tells of answers. The bytes are made by ``responses.py`` straight from the frozen
types, which is what keeps a request within a millisecond; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from indexer.indexing.standing import Trouble
from indexer.model import Basis, Kind, StatusValue, TextOrigin
from indexer.model.labels import LabelledEnum
from indexer.model.queries import DateKind
from search_api.described import Described

Day = date


class HitMatch(LabelledEnum):
    NUMBER = "number", "文号相符"
    TITLE = "title", "标题相符"
    CITES = "cites", "引用所查的文号"
    TEXT = "text", "文字相符"


class SuggestionKind(LabelledEnum):
    TITLE = "title", "标题"
    TERM = "term", "词语"
    NUMBER = "number", "文号"


class ProblemParameter(Described):
    """一个有误的参数。"""

    in_: str = Field(alias="in", description="所在：query、path 或 body", examples=["query"])
    parameter: str = Field(description="参数名", examples=["as_of"])
    message: str = Field(description="错在哪里", examples=["日期应写作 YYYY-MM-DD"])
    value: Any = Field(None, description="收到的值", examples=["yesterday"])


class Problem(Described):
    """出错时的回答（RFC 9457 问题文档）。"""

    type: str = Field(description="问题种类的 URI", examples=["about:blank"])
    title: str = Field(description="问题种类", examples=["参数有误"])
    status: int = Field(description="HTTP 状态码", examples=[422])
    detail: str = Field(description="具体原因与办法", examples=["请检查：as_of"])
    errors: list[ProblemParameter] = Field([], description="全部有误的参数，一次列齐")


class Status(Described):
    """文件在所问之日的有效性。"""

    value: StatusValue = Field(description="有效性", examples=["in_force"])
    label: str = Field(description="有效性的中文", examples=["现行有效"])
    basis: Basis | None = Field(description="依据的来历；不知时为 null", examples=["inferred"])
    since: Day | None = Field(description="从哪天起如此；不知时为 null", examples=["2020-01-01"])
    reason: str = Field(description="理由", examples=["自2020-01-01起施行"])


class Passage(Described):
    """最相符的条款或章节。"""

    heading: str = Field(description="条号或标题", examples=["第三条"])
    anchor: str = Field(description="在文件页上的锚点", examples=["s120"])


class Piece(Described):
    """一段摘录，列在它所在的条款之下。"""

    text: str = Field(description="已转义的 HTML，命中处有 <em>", examples=["…<em>电梯</em>…"])
    heading: str | None = Field(description="所在的条款；首条之前为 null", examples=["第三条"])
    anchor: str | None = Field(description="条款的锚点", examples=["s120"])


class Highlights(Described):
    """标题与摘录，命中处有 <em>。"""

    title: str = Field(description="整个标题", examples=["<em>加装电梯</em>办法"])
    body: list[Piece] = Field(description="最相符的几处，最好的在前")


class Replacement(Described):
    """取代了另一份文件的文件。"""

    id: str = Field(description="文件编号", examples=["b2c3d4"])
    title: str = Field(description="标题", examples=["既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号", examples=["国办发〔2019〕54号"])


class Hit(Described):
    """一条结果。"""

    id: str = Field(description="文件编号", examples=["a1b2c3"])
    title: str = Field(description="标题", examples=["既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号", examples=["国办发〔2019〕54号"])
    issuers: list[str] = Field(description="发文机关", examples=[["国务院办公厅"]])
    kind: Kind = Field(description="类别", examples=["policy"])
    published_date: Day | None = Field(description="发布日期", examples=["2019-12-01"])
    date: Day | None = Field(
        description="排序与筛选所用的日期：有发布日期用发布日期，否则依次用成文、印发、施行日期",
        examples=["2019-12-01"],
    )
    date_kind: DateKind | None = Field(
        description="date 是哪一种日期；没有日期时为 null", examples=["published"]
    )
    status: Status = Field(description="所问之日的有效性")
    replaced_by: Replacement | None = Field(description="所问之日已取代它的文件；没有时为 null")
    attached_to: Replacement | None = Field(description="它是哪份文件的附件；不是附件时为 null")
    score: float = Field(description="得分，只在同一次回答内可比", examples=[12.5])
    match: HitMatch = Field(description="因何命中", examples=["text"])
    highlights: Highlights = Field(description="标题与摘录")
    passage: Passage | None = Field(None, description="最相符的条款；没有时为 null")
    origin: TextOrigin = Field(description="文字的来历", examples=["text"])
    doubtful: bool = Field(description="文字提取是否存疑", examples=[False])
    url: str = Field(description="文件页的地址", examples=["/documents/a1b2c3"])
    explain: list[str] = Field(
        [], description="为何在此（explain=true 时）", examples=[["标题含“电梯”"]]
    )


class FacetValue(Described):
    """分面的一个值。"""

    value: str = Field(description="筛选时用的值", examples=["in_force"])
    label: str = Field(description="中文名称", examples=["现行有效"])
    count: int = Field(description="有此值的结果数", examples=[12])
    selected: bool = Field(description="是否正用作筛选", examples=[False])


class Facet(Described):
    """一个分面；计数时不计它自己的筛选。"""

    label: str = Field(description="中文名称", examples=["发文机关"])
    total: int = Field(description="不同的值共有多少", examples=[37])
    values: list[FacetValue] = Field(
        description="前 facet_size 个值与全部已选的值；多的在前，年份与月份新的在前"
    )


class QueryReport(Described):
    """如何理解检索词，做了哪些处理。"""

    text: str = Field(description="整理后的检索词", examples=["加装电梯"])
    terms: list[str] = Field(description="切出的词", examples=[["加装", "电梯"]])
    doc_number: str | None = Field(description="其中的文号", examples=[None])
    synonyms: list[str] = Field(description="用到的同义词", examples=[["加装 → 增设"]])
    did_you_mean: str | None = Field(description="可能想查的", examples=[None])
    relaxed: str | None = Field(
        description="本次结果如何查得：按拼音；放宽的、按提问的另见 relaxed", examples=[None]
    )
    notes: list[str] = Field(description="其他说明", examples=[[]])


class Relaxed(Described):
    """放宽条件后找到的：另列一表，按相关度排，不计入结果总数和分面。"""

    note: str = Field(description="放宽了什么", examples=["放宽为匹配任一词语"])
    total: int = Field(description="放宽后另有的份数", examples=[12])
    as_typed: str | None = Field(
        description="结果按改正后的检索词（query.did_you_mean）查得时，仍查原词所用的检索词",
        examples=[None],
    )
    hits: list[Hit] = Field(description="其中最相关的，补足一页")


class SearchAnswer(Described):
    """检索的回答。"""

    total: int = Field(description="结果总数", examples=[1])
    page: int = Field(description="页码", examples=[1])
    size: int = Field(description="每页条数", examples=[10])
    took_ms: float = Field(description="处理时间，毫秒", examples=[0.4])
    as_of: date = Field(description="有效性按此日计", examples=["2026-11-23"])
    revision: int = Field(description="文件库的版本", examples=[118])
    query: QueryReport = Field(description="对检索词的理解")
    hits: list[Hit] = Field(description="本页的结果：含全部词语的")
    relaxed: Relaxed | None = Field(
        description="不足一页时放宽条件找到的，另列；没有则为 null", examples=[None]
    )
    notes: list[str] = Field(description="给使用者的其他说明", examples=[[]])
    facets: dict[str, Facet] = Field(
        description="分面名 → 分面，按所要的顺序", json_schema_extra={"x-key-example": "issuer"}
    )


class Suggestion(Described):
    """一条建议。"""

    text: str = Field(description="可用来检索的文字", examples=["政务公开"])
    kind: SuggestionKind = Field(description="标题、词语还是文号", examples=["term"])
    id: str | None = Field(None, description="标题或文号所属文件的编号", examples=[None])
    doc_number: str | None = Field(None, description="所属文件的文号", examples=[None])
    status: Status | None = Field(None, description="所属文件当日的有效性")


class Suggestions(Described):
    """输入时的建议。"""

    suggestions: list[Suggestion] = Field(description="建议，最合适的在前")


class Health(Described):
    """服务是否活着。"""

    status: str = Field(description="ok", examples=["ok"])


class VectorsReadiness(Described):
    """问句排序所用的语义向量，在后台计算。"""

    documents: int = Field(description="已有向量的文件数", examples=[3475])
    revision: int = Field(description="向量的版本", examples=[118])
    lag: int = Field(description="向量落后于目录库的版本数", examples=[0])
    trouble: str | None = Field(
        description="向量没有算成的原因（编码器不能用、磁盘已满），会再试；没有为 null",
        examples=[None],
    )


class Readiness(Described):
    """服务能否回答，新文件能否看到。"""

    status: str = Field(description="ready 或 not ready", examples=["ready"])
    code: Trouble | None = Field(description="不能跟上文件库的原因；能跟上为 null", examples=[None])
    reason: str | None = Field(description="原因的中文与办法", examples=[None])
    documents: int = Field(description="索引中的文件数", examples=[3475])
    revision: int = Field(description="索引的版本", examples=[118])
    lag: int = Field(description="索引落后于目录库的版本数", examples=[0])
    vectors: VectorsReadiness | None = Field(
        description="语义向量算到哪里；未启用为 null", examples=[None]
    )
    usage: str | None = Field(
        description="使用记录（检索次数、点击、评判）为何没有保存；正常为 null", examples=[None]
    )


class Similar(Described):
    """内容相近的文件。"""

    hits: list[Hit] = Field(description="内容相近的文件，最近的在前")


class Pivot(Described):
    """按两个分面的计数表。"""

    rows: str = Field(description="行的分面", examples=["issuer"])
    columns: str = Field(description="列的分面", examples=["year"])
    row_values: list[str] = Field(description="各行的值，多的在前", examples=[["市财政局"]])
    column_values: list[str] = Field(description="各列的值，依次排列", examples=[["2024"]])
    counts: list[list[int]] = Field(description="每行一列表的计数", examples=[[[3]]])
    notes: list[str] = Field(description="对筛选条件的说明", examples=[[]])
