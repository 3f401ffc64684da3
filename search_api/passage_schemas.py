"""What OpenAPI tells of passages and answers; ``passage_json.py`` makes the bytes."""

from __future__ import annotations

from pydantic import Field

from indexer.model import BodyLevel, DutyKind, Kind
from indexer.model.answers import QuestionKind
from indexer.model.passages import SpanKind
from indexer.model.queries import DateKind
from search_api.described import Described
from search_api.schemas import Day, QueryReport, Replacement, Status


class Quoted(Described):
    """正文中的一段，逐字照录：即 /documents/{id}/text 中 text 的 start 至 end（按字符计）。"""

    heading: str | None = Field(description="所属的条款；首条之前为 null", examples=["第八条"])
    anchor: str | None = Field(description="条款在文件页上的锚点", examples=["s120"])
    quote: str = Field(description="原文", examples=["第八条 每台电梯补贴十五万元。"])
    start: int = Field(description="在正文中的起点", examples=[120])
    end: int = Field(description="在正文中的终点（不含）", examples=[135])


class PassageDocument(Described):
    """条款所在的文件。"""

    id: str = Field(description="文件编号", examples=["a1b2c3"])
    title: str = Field(description="标题", examples=["云城市既有住宅加装电梯管理办法"])
    doc_number: str | None = Field(description="发文字号", examples=["云城府办发〔2019〕54号"])
    issuers: list[str] = Field(description="发文机关", examples=[["云城市人民政府办公室"]])
    kind: Kind = Field(description="文件类别", examples=["policy"])
    status: Status = Field(description="所问之日的有效性")
    date: Day | None = Field(description="排序所用的日期", examples=["2019-11-21"])
    date_kind: DateKind | None = Field(description="它是哪个日期", examples=["published"])
    replaced_by: Replacement | None = Field(description="已不再有效时，取代它的文件；没有为 null")
    attached_to: Replacement | None = Field(description="是附件时，所附的通知；不是为 null")
    doubtful: bool = Field(description="文字识别是否存疑", examples=[False])
    url: str = Field(description="在文件页上的位置", examples=["/documents/a1b2c3#s120"])


class SpanFound(Described):
    """条款里人们要问的一项内容。"""

    kind: SpanKind = Field(description="种类", examples=["amount"])
    label: str = Field(description="种类的中文", examples=["金额"])
    value: str = Field(description="规范后的值", examples=["2000 元，每户"])
    number: float | None = Field(description="其中的数；不计数的为 null", examples=[2000])
    unit: str = Field(description="数的单位", examples=["元"])
    quote: str = Field(description="原文", examples=["每户2000元"])
    start: int = Field(description="在文件正文中的起点", examples=[128])
    end: int = Field(description="在文件正文中的终点（不含）", examples=[135])


class ChangedBy(Described):
    """作出改变的文件。"""

    id: str = Field(description="文件编号", examples=["d4e5f6"])
    title: str = Field(description="标题", examples=["云城市人民政府关于调整有关规定的通告"])


class PassageChanged(Described):
    """这一条自己的变化：它所在的文件按所问之日仍有效；在解读里，是所解读的文件已不再有效。"""

    provision: str = Field(description="被改变的条款，按原文的写法", examples=["第三条"])
    what: str = Field(description="停止执行、废止或者修改", examples=["停止执行"])
    ended: bool = Field(description="整条是否已不再有效", examples=[True])
    since: Day = Field(description="自哪天起", examples=["2024-02-01"])
    by: ChangedBy | None = Field(
        description="由哪份文件；未公开的为 null。在解读里，是所解读的文件"
    )
    told: str = Field(
        description="以上合成的一句话",
        examples=["第三条自 2024-02-01 起停止执行（据《云城市人民政府关于调整有关规定的通告》）"],
    )


class PassageFound(Quoted):
    """一条能够作答的条款。"""

    document: PassageDocument = Field(description="所在的文件")
    path: list[str] = Field(
        description="由外到内的各级标题", examples=[["第二章 补贴标准", "第八条"]]
    )
    html: str = Field(
        description="原文，已转义的 HTML，命中处有 <em>",
        examples=["第八条 每台<em>电梯</em><em>补贴</em>十五万元。"],
    )
    score: float = Field(description="得分，只在同一次回答里可比", examples=[1.42])
    spans: list[SpanFound] = Field(description="其中的条件、材料、时限、金额、收费、电话")
    before: list[Quoted] = Field(description="之前的条款，条数由 context 定", examples=[[]])
    after: list[Quoted] = Field(description="之后的条款，条数由 context 定", examples=[[]])
    changed: PassageChanged | None = Field(
        description="文件仍有效而这一条已停止执行或修改的，说明其情况；没有为 null"
    )


class Passages(Described):
    """按相关程度排列的条款。"""

    total: int = Field(description="可以翻阅的条款数", examples=[24])
    documents: int = Field(description="相符的文件数", examples=[31])
    considered: int = Field(description="其中排在最前、逐条比较过的文件数", examples=[31])
    page: int = Field(description="第几页", examples=[1])
    size: int = Field(description="每页的条款数", examples=[10])
    took_ms: float = Field(description="用时，毫秒", examples=[8.2])
    as_of: Day = Field(description="有效性按此日计", examples=["2026-11-23"])
    revision: int = Field(description="索引所含的目录库版本", examples=[118])
    query: QueryReport = Field(description="对检索词的理解")
    passages: list[PassageFound] = Field(description="条款")
    notes: list[str] = Field(description="提示", examples=[[]])


class LevelLabel(Described):
    """机关的层级。"""

    value: BodyLevel = Field(description="层级", examples=["city"])
    label: str = Field(description="层级的中文", examples=["市级"])


class DutyLabel(Described):
    """职责的种类。"""

    value: DutyKind = Field(description="种类", examples=["responsible"])
    label: str = Field(description="种类的中文", examples=["负责"])


class DutyFound(Described):
    """一条规定某机关职责的条款。"""

    kind: DutyLabel = Field(description="职责的种类")
    body: str = Field(description="条款里的称呼", examples=["市城市管理局"])
    duty: str = Field(description="职责，用条款的原话", examples=["是停车场主管部门"])
    matter: str = Field(description="所管的事项", examples=["停车场"])
    heading: str | None = Field(description="所在的条款；首条之前为 null", examples=["第三条"])
    anchor: str | None = Field(description="条款在文件页上的锚点", examples=["s120"])
    quote: str = Field(description="原句", examples=["市城市管理局是停车场主管部门"])
    start: int | None = Field(description="原句在正文中的起点", examples=[120])
    end: int | None = Field(description="原句在正文中的终点（不含）", examples=[134])
    page: int | None = Field(description="原件的页码；没有分页为 null", examples=[2])
    rule: str = Field(description="读出它的规则", examples=["duty_subject"])
    confidence: float = Field(description="把握，0 至 1", examples=[0.9])
    score: float = Field(description="得分，只在同一次回答里可比", examples=[1.2])
    document: PassageDocument = Field(description="所在的文件")


class ResponsibleBody(Described):
    """一个机关，及规定其职责的条款。"""

    name: str = Field(description="现在的名称", examples=["栖宁市城市管理局"])
    names: list[str] = Field(description="条款里的全称", examples=[["栖宁市城市管理局"]])
    level: LevelLabel = Field(description="层级")
    total: int = Field(description="查到的条款数", examples=[2])
    clauses: list[DutyFound] = Field(description="条款，最相关的在前")


class Duties(Described):
    """对一件事负责的机关，最相关的在前；或一个机关的职责。"""

    total: int = Field(description="机关数", examples=[3])
    page: int = Field(description="第几页", examples=[1])
    size: int = Field(description="每页的机关数", examples=[10])
    took_ms: float = Field(description="用时，毫秒", examples=[8.2])
    as_of: Day = Field(description="有效性按此日计", examples=["2026-11-23"])
    revision: int = Field(description="索引所含的目录库版本", examples=[118])
    query: QueryReport = Field(description="对检索词的理解")
    bodies: list[ResponsibleBody] = Field(description="机关")
    notes: list[str] = Field(description="提示", examples=[[]])


class QuestionLabel(Described):
    """问题的种类。"""

    value: QuestionKind = Field(description="种类", examples=["amount"])
    label: str = Field(description="种类的中文", examples=["多少钱"])


class UnderstoodQuestion(Described):
    """对问题的理解。"""

    kind: QuestionLabel = Field(description="问题的种类")
    matter: str = Field(description="所问的事", examples=["加装电梯 补助"])
    as_of: Day = Field(description="所问的日期", examples=["2021-12-31"])
    day_said: bool = Field(description="日期是否由问题说出", examples=[True])
    places: list[str] = Field(description="问题里的地区", examples=[["栖宁市"]])
    terms: list[str] = Field(description="用于查找的词语", examples=[["加装电梯", "补助"]])


class AnswerConfidence(Described):
    """有多大把握：首条条款答对的概率；低于 0.6 即为没有答案，0.8 起为“高”。"""

    value: float = Field(description="0 至 1", examples=[0.92])
    label: str = Field(description="高、中、低、无", examples=["高"])
    reason: str = Field(description="理由", examples=["首条条款含有问题中 92% 的关键词语"])
    missing: list[str] = Field(description="首条条款里没有的词语", examples=[[]])


class Change(Described):
    """一项变化。"""

    document: PassageDocument = Field(description="被修改或废止的文件")
    what: str = Field(description="修改或废止", examples=["废止"])
    by: PassageDocument | None = Field(description="据以变化的文件")


class AnswerFound(Described):
    """一个问题的回答：全部引自文件，没有一句是生成的。"""

    question: str = Field(description="问题", examples=["2021年加装电梯补助多少钱"])
    understood: UnderstoodQuestion = Field(description="对问题的理解")
    answered: bool = Field(description="库中是否有条款能够回答", examples=[True])
    confidence: AnswerConfidence = Field(description="把握")
    passages: list[PassageFound] = Field(description="作答的条款，最合适的在前")
    responsibilities: list[ResponsibleBody] = Field(description="对此负责的机关")
    documents: list[PassageDocument] = Field(description="条款所在的文件")
    changes: list[Change] = Field(description="这些文件的修改与废止")
    interpretations: list[PassageDocument] = Field(description="这些文件的解读")
    searches: list[str] = Field(description="没有答案时，可以试试的检索", examples=[[]])
    as_of: Day = Field(description="有效性按此日计", examples=["2021-12-31"])
    revision: int = Field(description="索引所含的目录库版本", examples=[118])
    took_ms: float = Field(description="用时，毫秒", examples=[20.5])
    query: QueryReport = Field(description="对检索词的理解")
    notes: list[str] = Field(description="提示", examples=[[]])
