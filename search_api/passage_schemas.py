"""What OpenAPI tells of passages and responsibilities; ``passage_json.py`` makes the bytes."""

from __future__ import annotations

from pydantic import BaseModel, Field

from indexer.model import BodyLevel, DutyKind, Kind
from indexer.model.queries import DateKind
from search_api.schemas import Day, QueryReport, Replacement, Status


class Quoted(BaseModel):
    """正文中的一段，逐字照录：即 /documents/{id}/text 中 text 的 start 至 end（按字符计）。"""

    heading: str | None = Field(description="所属的条款；首条之前为 null", examples=["第八条"])
    anchor: str | None = Field(description="条款在文件页上的锚点", examples=["s120"])
    quote: str = Field(description="原文", examples=["第八条 每台电梯补贴十五万元。"])
    start: int = Field(description="在正文中的起点", examples=[120])
    end: int = Field(description="在正文中的终点（不含）", examples=[135])


class PassageDocument(BaseModel):
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
    before: list[Quoted] = Field(description="之前的条款，条数由 context 定", examples=[[]])
    after: list[Quoted] = Field(description="之后的条款，条数由 context 定", examples=[[]])


class Passages(BaseModel):
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


class LevelLabel(BaseModel):
    """机关的层级。"""

    value: BodyLevel = Field(description="层级", examples=["city"])
    label: str = Field(description="层级的中文", examples=["市级"])


class DutyLabel(BaseModel):
    """职责的种类。"""

    value: DutyKind = Field(description="种类", examples=["responsible"])
    label: str = Field(description="种类的中文", examples=["负责"])


class DutyFound(BaseModel):
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


class ResponsibleBody(BaseModel):
    """一个机关，及规定其职责的条款。"""

    name: str = Field(description="现在的名称", examples=["栖宁市城市管理局"])
    names: list[str] = Field(description="条款里的全称", examples=[["栖宁市城市管理局"]])
    level: LevelLabel = Field(description="层级")
    total: int = Field(description="查到的条款数", examples=[2])
    clauses: list[DutyFound] = Field(description="条款，最相关的在前")


class Duties(BaseModel):
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
