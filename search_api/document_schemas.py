"""What OpenAPI tells of one document: fields and evidence, text, history, relations."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field, create_model

from indexer.model import Basis, EventType, Kind, RelationType, TextOrigin
from indexer.model.fields import METADATA
from indexer.model.labels import LabelledEnum
from indexer.model.validity import Scope
from search_api.described import Described
from search_api.schemas import Day, Replacement, Status


class Direction(LabelledEnum):
    OUT = "out", "本文件指向对方"
    IN = "in", "对方指向本文件"


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
