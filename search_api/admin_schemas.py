"""What OpenAPI tells of staff's requests and answers."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from indexer.model import RelationType, StatusValue
from indexer.model.findings import FindingKind
from indexer.model.labels import LabelledEnum
from indexer.model.validity import Scope
from indexer.stewardship.jobs import JobKind, JobState
from indexer.stewardship.queue import Doubt
from indexer.usage.store import QueryOrder
from search_api.described import Described
from search_api.document_schemas import Document

WHY = Field(
    "", title="理由", max_length=1000, description="理由，记入审计记录", examples=["已核实"]
)
_AT = "2026-11-23T08:00:00.000000Z"


class ListFormat(LabelledEnum):
    JSON = "json", "JSON 数据"
    CSV = "csv", "CSV 表格"
    XLSX = "xlsx", "XLSX 表格"


class AuditVia(LabelledEnum):
    COMMAND = "command", "命令行"
    API = "api", "接口"
    DESK = "desk", "工作台"
    PROGRAM = "program", "程序"


class UploadForm(Described):
    """上传的文件与元数据（multipart/form-data）。"""

    files: list[Annotated[bytes, Field(json_schema_extra={"format": "binary"})]] = Field(
        description="文件，可多个"
    )
    metadata: str = Field(
        "",
        description="JSON：一个对象，对所有文件；或对象的列表，各以 path 写明文件名。"
        "字段同 .jsonl；id 为已上传文件的编号时，新文件取代旧文件",
        examples=['{"issuers": ["云栖市财政局"], "published_date": "2026-11-20"}'],
    )


class ReasonBody(BaseModel):
    """为何如此决定。"""

    model_config = ConfigDict(extra="forbid")

    why: str = WHY


class RelationBody(BaseModel):
    """一项关系：有或没有。"""

    model_config = ConfigDict(extra="forbid")

    type: RelationType = Field(description="关系的种类", examples=["repeals"])
    target: str = Field(max_length=500, description="对方的编号，或文中的名称", examples=["cd34"])
    holds: bool = Field(True, description="false 为并无此关系", examples=[True])
    named: str = Field("", max_length=500, description="文中所用的名称", examples=["养犬规定"])
    scope: Scope = Field(Scope.WHOLE, description="全部或部分", examples=["whole"])
    from_date: str | None = Field(
        None, pattern=r"^\d{4}-\d{2}-\d{2}$", description="自哪天起", examples=["2024-05-01"]
    )


# A text, several of them (issuers, themes), a switch, or null. A title longer than that is a text.
_Words = Annotated[str, Field(max_length=2_000)]
CorrectedValue = _Words | Annotated[list[_Words], Field(max_length=100)] | bool | None


class CorrectionBody(BaseModel):
    """要更正什么；字段的值留空为删去，null 为收回先前的更正。"""

    model_config = ConfigDict(extra="forbid")

    set: dict[str, CorrectedValue] = Field(
        {},
        description="字段（英文名或中文名）→ 值",
        examples=[{"title": "云栖市养犬管理办法", "status": "废止"}],
    )
    relations: list[RelationBody] = Field([], max_length=100, description="关系")
    undo: Annotated[str | None, BeforeValidator(lambda v: str(v) if isinstance(v, int) else v)] = (
        Field(
            None,
            pattern=r"^(last|\d{1,9})$",
            description="撤销：last 为最近一次，或更正的号",
            examples=["last"],
        )
    )
    why: str = WHY


class StaffFinding(Described):
    """一处不宜公开的内容。"""

    kind: FindingKind = Field(description="种类", examples=["identity_number"])
    label: str = Field(description="种类的中文", examples=["身份证号"])
    quote: str = Field(description="内容，已遮盖", examples=["110105********8510"])
    page: int | None = Field(description="页", examples=[1])


StaffDocument = create_model(
    "StaffDocument",
    __base__=Document,
    __doc__="""文件，给工作人员。""",
    published=(bool, Field(description="是否公开", examples=[True])),
    withheld_for=(
        str | None,
        Field(description="为何暂不公开；公开时为 null", examples=["身份证号"]),
    ),
    findings=(list[StaffFinding], Field(description="发现的不宜公开的内容")),
)


class StaffListParams(BaseModel):
    """要找哪些文件。"""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(
        "", title="检索词", max_length=500,
        description="编号、文号、标题或词语；不写则列出暂不公开的", examples=["养犬"],
    )  # fmt: skip


class StaffCard(Described):
    """一份文件，在列表中。"""

    id: str = Field(description="编号", examples=["ab12"])
    title: str = Field(description="标题", examples=["云栖市养犬管理办法"])
    doc_number: str | None = Field(description="发文字号", examples=["云政发〔2020〕3号"])
    issuers: list[str] = Field(description="发文机关", examples=[["云栖市人民政府"]])
    status: StatusValue = Field(description="今天的有效性", examples=["in_force"])
    published: bool = Field(description="是否公开", examples=[False])


class StaffDocuments(Described):
    """工作人员可处理的文件。"""

    documents: list[StaffCard] = Field(description="文件")


class JobProgress(Described):
    """做到哪里；尚未开始时为空。"""

    phase: str = Field("", description="步骤", examples=["读取文件"])
    done: int = Field(0, description="已完成，单位随步骤（字节、份）", examples=[1024])
    total: int = Field(0, description="共多少", examples=[4096])
    documents: int = Field(0, description="已读的文件数", examples=[1])


class JobAnswer(Described):
    """一项工作。"""

    id: str = Field(description="编号", examples=["0f3c9a1b2d4e5f60"])
    kind: JobKind = Field(description="种类", examples=["upload"])
    state: JobState = Field(description="状态", examples=["running"])
    label: str = Field(description="状态的中文", examples=["进行中"])
    created_by: str = Field(description="何人", examples=["市财政局（k2m4n6p8q2）"])
    created_at: str = Field(description="何时提交（UTC）", examples=[_AT])
    started_at: str | None = Field(description="何时开始（UTC）", examples=[_AT])
    ended_at: str | None = Field(description="何时结束（UTC）", examples=[_AT])
    progress: JobProgress = Field(description="做到哪里")
    result: dict[str, Any] | None = Field(
        description="结果：counts（各种结果的件数）、files（每个文件的 name、outcome、id、title、"
        "published、message）、warnings；未完成时为 null",
        examples=[{"counts": {"added": 1}, "files": [], "warnings": [], "revision": 12}],
    )
    error: str = Field(description="失败的原因；否则为空", examples=["没有失败：空"])


class JobsParams(BaseModel):
    """要哪些工作。"""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, title="件数", ge=1, le=200, description="最多几项", examples=[20])


class JobsAnswer(Described):
    """最近的工作。"""

    jobs: list[JobAnswer] = Field(description="各项，新的在前")


class QuarantinedFile(Described):
    """一个未能收录的文件。"""

    name: str = Field(description="文件", examples=["公开/2019/培训课件（加密）.pdf"])
    location: str = Field(description="位置", examples=["/data/公开/2019/培训课件（加密）.pdf"])
    reason: str = Field(description="原因的代码，多为几十种之一", examples=["encrypted"])
    label: str = Field(description="原因", examples=["文件已加密"])
    detail: str = Field(description="详情", examples=["需要密码"])
    size: int = Field(description="字节数", examples=[20480])


class Quarantine(Described):
    """未能收录的文件。"""

    total: int = Field(description="件数", examples=[1])
    files: list[QuarantinedFile] = Field(description="文件")


class RetryBody(BaseModel):
    """要重新读取哪些。"""

    model_config = ConfigDict(extra="forbid")

    locations: list[Annotated[str, Field(max_length=4_000)]] = Field(
        min_length=1,
        max_length=1_000,
        description="位置，同未能收录的文件中的 location",
        examples=[["/data/公开/2019/培训课件（加密）.pdf"]],
    )


class ReportParams(BaseModel):
    """清单的参数。"""

    model_config = ConfigDict(extra="forbid")

    as_of: date | None = Field(
        None, title="日期", description="按哪一天，默认今天", examples=["2026-11-23"]
    )
    days: int | None = Field(
        None, title="天数", ge=0, le=36_500,
        description="看到多少天以内；默认 expiring 为 90，today 为 30", examples=[30],
    )  # fmt: skip
    format: ListFormat = Field(
        ListFormat.JSON, title="格式", description="JSON 或表格", examples=["json"]
    )


class ReportAnswer(Described):
    """一张工作清单；各行的列名是中文。"""

    name: str = Field(description="名称", examples=["quality"])
    title: str = Field(description="标题", examples=["质量存疑"])
    as_of: date = Field(description="按哪一天", examples=["2026-11-23"])
    total: int = Field(description="行数", examples=[1])
    rows: list[dict[str, str]] = Field(
        description="各行：列名 → 内容", examples=[[{"编号": "ab12", "标题": "养犬管理办法"}]]
    )


class QueriesParams(BaseModel):
    """检索词统计的参数。"""

    model_config = ConfigDict(extra="forbid")

    order: QueryOrder = Field(
        QueryOrder.FREQUENT, title="次序", description="列哪些检索词，什么在前",
        examples=["without_hits"],
    )  # fmt: skip
    days: int = Field(30, title="天数", ge=1, le=3_660, description="最近几天", examples=[30])
    limit: int = Field(50, title="条数", ge=1, le=1_000, description="最多几条", examples=[50])


class QueryLine(Described):
    """一个检索词。"""

    query: str = Field(description="检索词", examples=["加装电梯"])
    searches: int = Field(description="检索次数", examples=[12])
    without_hits: int = Field(description="没有结果的次数", examples=[0])
    relaxed: int = Field(description="放宽条件才有结果的次数", examples=[1])
    mean_ms: int = Field(description="平均用时，毫秒；全由缓存作答的为 0", examples=[18])
    slowest_ms: int = Field(description="最慢的一次，毫秒", examples=[40])


class QueriesAnswer(Described):
    """检索词统计；不含任何使用者的信息。"""

    since: date = Field(description="自哪一天", examples=["2026-11-01"])
    until: date = Field(description="至哪一天", examples=["2026-11-30"])
    queries: list[QueryLine] = Field(description="检索词")


class ReviewParams(BaseModel):
    """待核事项的筛选。"""

    model_config = ConfigDict(extra="forbid")

    kind: list[Doubt] = Field(
        [], title="类型", description="只要这些类型，可重复；默认全部", examples=[["mention"]]
    )
    limit: int = Field(100, title="件数", ge=1, le=1000, description="最多几项", examples=[100])
    offset: int = Field(0, title="跳过", ge=0, le=1_000_000, description="跳过前几项", examples=[0])


class ReviewItem(Described):
    """一项待核的事项。"""

    item: str = Field(description="事项", examples=["mention:0a1b2c3d:ab12"])
    kind: Doubt = Field(description="类型", examples=["mention"])
    label: str = Field(description="类型的中文", examples=["未对应的文件"])
    id: str = Field(description="文件编号", examples=["ab12"])
    title: str = Field(description="标题", examples=["云栖市养犬管理办法"])
    issuers: list[str] = Field(description="发文机关", examples=[["云栖市人民政府"]])
    told: str = Field(description="内容", examples=["废止《养犬规定》，库中没有找到"])
    quote: str = Field(description="所依据的原文", examples=["《养犬规定》同时废止。"])
    confidence: float | None = Field(description="把握，0 到 1", examples=[0.9])
    confirm: str = Field(description="确认有何效果", examples=["库中确无此文件"])
    overrule: str = Field(
        description="更正有何效果、值写什么", examples=["写所指文件的编号；留空为并无此关系"]
    )


class ReviewAnswer(Described):
    """待核事项。"""

    items: list[ReviewItem] = Field(description="各项")
    more: bool = Field(description="是否还有", examples=[False])


class DecisionBody(BaseModel):
    """对一项的决定。"""

    model_config = ConfigDict(extra="forbid")

    item: str = Field(description="事项", examples=["mention:0a1b2c3d:ab12"])
    confirmed: bool = Field(description="true 为确认，false 为更正", examples=[True])
    value: str = Field("", description="更正为", examples=[""])
    why: str = WHY


class DecisionsBody(BaseModel):
    """一批决定：全部完成，或一项不做。"""

    model_config = ConfigDict(extra="forbid")

    decisions: list[DecisionBody] = Field(min_length=1, max_length=1000, description="各项决定")
    why: str = WHY


class Settled(Described):
    """已处理的事项。"""

    settled: list[str] = Field(description="事项", examples=[["mention:0a1b2c3d:ab12"]])


class AuditParams(BaseModel):
    """审计记录的筛选。"""

    model_config = ConfigDict(extra="forbid")

    who: str | None = Field(
        None, title="何人", max_length=500, description="何人", examples=["王五"]
    )
    action: str | None = Field(
        None, title="操作", max_length=100,
        description="操作，如 document.correct；document 指其中所有", examples=["document"],
    )  # fmt: skip
    subject: str | None = Field(
        None, title="对象", max_length=500, description="对象，如文件的编号", examples=["ab12"]
    )
    via: AuditVia | None = Field(
        None, title="途径", description="途径",
        examples=["api"],
    )  # fmt: skip
    since: date | None = Field(
        None, title="自", description="自哪一天（UTC）", examples=["2026-11-01"]
    )
    until: date | None = Field(
        None, title="至", description="至哪一天（UTC），含当天", examples=["2026-11-30"]
    )
    before: int | None = Field(
        None, title="之前", ge=1, le=2**63 - 1, description="只要这个序号之前的，用于翻页",
        examples=[100],
    )  # fmt: skip
    limit: int = Field(100, title="条数", ge=1, le=10_000, description="最多几条", examples=[100])
    format: ListFormat = Field(
        ListFormat.JSON, title="格式", description="JSON 或表格", examples=["json"]
    )


class AuditEntry(Described):
    """一条审计记录。"""

    key: int = Field(description="序号", examples=[12])
    at: str = Field(description="何时（UTC）", examples=[_AT])
    who: str = Field(description="何人", examples=["市财政局（k2m4n6p8q2）"])
    via: str = Field(description="途径", examples=["api"])
    action: str = Field(description="操作", examples=["document.correct"])
    subject: str = Field(description="对象", examples=["ab12"])
    details: dict[str, Any] = Field(
        description="详情：改前、改后、理由", examples=[{"why": "与纸质文件核对"}]
    )
    hash: str = Field(description="校验值，连同前一条的", examples=["9f86d081884c7d65"])


class AuditEntries(Described):
    """审计记录，新的在前。"""

    total: int = Field(description="全部条数", examples=[12])
    head: str = Field(description="末条的校验值：另存下来可证明记录完整", examples=["9f86d081"])
    entries: list[AuditEntry] = Field(description="所要的条目")
