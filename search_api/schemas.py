"""What OpenAPI tells of answers. The bytes are made by ``responses.py`` straight from the frozen
types, which is what keeps a request within a millisecond; a test holds the two together.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, create_model

from indexer.indexing.standing import Trouble
from indexer.model import Basis, EventType, Kind, RelationType, StatusValue, TextOrigin
from indexer.model.fields import METADATA
from indexer.model.labels import LabelledEnum
from indexer.model.queries import DateKind
from indexer.model.validity import Scope
from search_api.described import Described

Day = date


class HitMatch(LabelledEnum):
    NUMBER = "number", "文号相符"
    TITLE = "title", "标题相符"
    CITES = "cites", "引用所查的文号"
    TEXT = "text", "文字相符"


class Direction(LabelledEnum):
    OUT = "out", "本文件指向对方"
    IN = "in", "对方指向本文件"


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


class Source(Described):
    """收录的原件。"""

    path: str = Field(description="原件的名称", examples=["市财政局/办法.pdf"])
    sha256: str = Field(description="原件的 SHA-256", examples=["9f86d081…"])
    media_type: str = Field(description="按内容认出的类型", examples=["application/pdf"])
    size: int = Field(description="字节数", examples=[20480])
    downloadable: bool | None = Field(
        None, description="原件能否下载：仍在原处，或库中保留了副本", examples=[True]
    )


class FieldPassage(Described):
    """所依据的另一处原文。"""

    quote: str = Field(description="原文", examples=["废止下列文件："])
    page: int | None = Field(description="页码，从 1 起", examples=[1])
    start: int = Field(description="原文在全文中的起点", examples=[0])
    end: int = Field(description="原文在全文中的终点", examples=[12])


class Reviewed(Described):
    """工作人员何时核定；何人、为何只告诉工作人员。"""

    at: str = Field(description="核定的时刻，UTC", examples=["2026-11-29T09:00:00Z"])
    who: str = Field("", description="何人；仅工作人员可见", examples=["王"])
    why: str = Field("", description="为何；仅工作人员可见", examples=["与纸质文件核对"])


class FieldEvidence(Described):
    """一个字段的值从何而来。"""

    basis: Basis = Field(description="来历", examples=["extracted"])
    rule: str = Field(description="读出它的规则", examples=["title.centred"])
    quote: str = Field(description="所依据的原文", examples=["关于…的通知"])
    page: int | None = Field(description="页码，从 1 起", examples=[1])
    start: int | None = Field(description="原文在全文中的起点", examples=[0])
    end: int | None = Field(description="原文在全文中的终点", examples=[12])
    confidence: float = Field(description="把握，0 到 1", examples=[0.95])
    also: list[FieldPassage] = Field(description="所依据的其他原文", examples=[[]])
    reviewed: Reviewed | None = Field(None, description="经核定的值：核定的时刻", examples=[None])


class Quality(Described):
    """文字提取的质量。"""

    mapped: float = Field(description="有明确字义的字符所占比例", examples=[1.0])
    chinese: float = Field(description="字母文字中汉字所占比例", examples=[0.99])
    garbage: float = Field(description="乱码所占比例", examples=[0.0])
    coverage: float = Field(description="读出文字的页所占比例", examples=[1.0])
    confidence: float | None = Field(description="文字识别的把握；未用识别为 null", examples=[None])
    doubtful: bool = Field(description="是否存疑", examples=[False])
    doubts: list[str] = Field(description="存疑之处", examples=[[]])
    origin: TextOrigin = Field(description="文字的来历", examples=["text"])
    pages: int | None = Field(description="页数；不知时为 null", examples=[5])
    extractor: str = Field(description="读出文字的程序", examples=["pdf"])
    extractor_version: str = Field(description="其版本", examples=["1"])
    warnings: list[str] = Field(description="读取时的提示", examples=[[]])


class Attached(Described):
    """附件与它所属的文件，从其中一方看另一方。"""

    id: str = Field(description="文件编号", examples=["a1b2c3"])
    title: str = Field(description="标题", examples=["加装电梯补贴标准表"])
    doc_number: str | None = Field(description="发文字号", examples=["云政办〔2024〕5号"])
    name: str = Field(description="正文所列的附件名称", examples=["补贴标准表"])


class _Document(Described):
    """一份文件：各字段、当日有效性，以及每个值的依据。"""

    id: str = Field(description="文件编号", examples=["a1b2c3"])
    title: str | None = Field(description="标题", examples=["既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号", examples=["国办发〔2019〕54号"])
    issuers: list[str] = Field(description="发文机关", examples=[["国务院办公厅"]])
    kind: Kind | None = Field(description="类别", examples=["policy"])
    genre: str | None = Field(description="文种", examples=["办法"])
    theme: list[str] = Field(description="主题分类", examples=[["城乡建设、环境保护"]])
    domain: list[str] = Field(description="公开领域", examples=[["保障性住房"]])
    region: str | None = Field(description="地区", examples=["广东省"])
    written_date: date | None = Field(description="成文日期", examples=["2019-11-20"])
    published_date: date | None = Field(description="发布日期", examples=["2019-12-01"])
    effective_from: date | None = Field(description="施行日期", examples=["2020-01-01"])
    expires_on: date | None = Field(description="有效期的最后一天", examples=["2024-12-31"])
    status: Status = Field(description="所问之日的有效性")
    replaced_by: Replacement | None = Field(description="所问之日已取代它的文件；没有时为 null")
    source: Source | None = Field(description="原件；以记录收录的没有")
    quality: Quality = Field(description="文字提取的质量")
    attachments: list[str] = Field(
        description="附件与文件内的文件：标题或名称", examples=[["云城市既有住宅加装电梯管理办法"]]
    )
    attached_files: list[Attached] = Field(description="在库中另成文件的附件")
    attached_to: list[Attached] = Field(description="它是哪些文件的附件")
    evidence: dict[str, FieldEvidence] = Field(
        description="字段名 → 值的依据", json_schema_extra={"x-key-example": "doc_number"}
    )
    extra: dict[str, str | list[str]] = Field(
        description="收录时随附的其他字段", examples=[{"channel": "政府网"}]
    )
    revision: int = Field(description="最近一次变化时文件库的版本", examples=[118])


def _other_fields() -> dict[str, Any]:
    """The fields of the table that are not spelled out above."""
    fields: dict[str, Any] = {}
    for row in METADATA:
        if row.name not in _Document.model_fields:
            kind: Any = list[str] if row.many else (date | None if row.date else str | None)
            empty: Any = [] if row.many else None
            fields[row.name] = (kind, Field(description=row.label, examples=[empty]))
    return fields


Document = create_model(
    "Document", __base__=_Document, __doc__=_Document.__doc__, **_other_fields()
)


class Place(Described):
    """一句原文及其位置。"""

    quote: str = Field(description="原句", examples=["《…办法》同时废止。"])
    start: int | None = Field(description="在全文中的起点", examples=[1200])
    end: int | None = Field(description="在全文中的终点", examples=[1212])


class EventSource(Described):
    """说明此事的文件。"""

    id: str = Field(description="文件编号", examples=["b2c3d4"])
    title: str = Field(description="标题", examples=["既有住宅加装电梯管理办法（2024年修订）"])


class Event(Described):
    """有效性的一次变化。"""

    date: Day | None = Field(description="日期；不知时为 null", examples=["2020-01-01"])
    type: EventType = Field(description="发生了什么", examples=["repealed"])
    basis: Basis = Field(description="如何得知", examples=["inferred"])
    confidence: float = Field(description="把握，0 到 1", examples=[0.95])
    source: EventSource = Field(description="说明此事的文件")
    evidence: Place = Field(description="说明此事的原句")
    note: str = Field("", description="备注", examples=[""])


class Wording(Described):
    """同一文件的一个文本。"""

    id: str = Field(description="这一文本的文件编号", examples=["b2c3"])
    title: str = Field(description="标题", examples=["…办法（2020年修订）"])
    holds_from: Day | None = Field(
        alias="from", description="从哪天起用这一文本", examples=["2020-05-01"]
    )
    to: Day | None = Field(description="下一文本取代它的日期", examples=[None])
    current: bool = Field(description="是否尚无更新的文本", examples=[True])


class History(Described):
    """文件有效性的来龙去脉。"""

    status: Status = Field(description="所问之日的有效性")
    events: list[Event] = Field(description="各次变化，按日期")
    wordings: list[Wording] = Field(description="库中同一文件的各个文本，旧的在前；只有一个时为空")


class Relation(Described):
    """与另一文件的关系。"""

    type: RelationType = Field(description="关系种类", examples=["repeals"])
    direction: Direction = Field(description="方向", examples=["out"])
    id: str | None = Field(description="对方的编号；未收录时为 null", examples=["b2c3"])
    title: str | None = Field(description="对方的标题", examples=["…办法"])
    doc_number: str | None = Field(description="对方的文号", examples=[None])
    scope: Scope = Field(description="涉及全部还是部分", examples=["whole"])
    provision: str = Field(description="所涉条款", examples=["第三条"])
    from_: date | None = Field(alias="from", description="从哪天起", examples=[None])
    basis: Basis = Field(description="如何得知", examples=["extracted"])
    confidence: float = Field(description="把握，0 到 1", examples=[0.95])
    resolved_by: str = Field(description="凭什么认出对方；未认出为空", examples=["number"])
    evidence: Place = Field(description="说明此关系的原句")


class Relations(Described):
    """文件的全部关系。"""

    relations: list[Relation] = Field(description="双向的关系")


class Section(Described):
    """一条或一节。"""

    heading: str = Field(description="条号或标题", examples=["第三条"])
    anchor: str = Field(description="在文件页上的锚点", examples=["s120"])
    start: int = Field(description="在全文中的起点", examples=[120])


class Text(Described):
    """文件的全文。"""

    id: str = Field(description="文件编号", examples=["a1b2c3"])
    text: str = Field(description="全文", examples=["第一条 …"])
    origin: TextOrigin = Field(description="文字的来历", examples=["text"])
    sections: list[Section] = Field(description="各条各节的位置")


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
