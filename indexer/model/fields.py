"""The field table: each field once, with all that depends on it.

Adding a filter or a facet is one row here. Weights are answered for in docs/relevance.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldType(StrEnum):
    TEXT = "text"  # analysed, searched, scored
    KEYWORD = "keyword"  # exact values, filter and facet
    DATE = "date"  # a day: ranges, order
    STATUS = "status"  # computed for the day that is asked about


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the index.

    ``metadata`` is the catalogue field it is projected from. ``weight`` and ``b`` are BM25F's
    field weight and length normalisation, and ``why`` says where they come from.
    """

    name: str
    type: FieldType
    label: str
    metadata: str | None = None
    filter: bool = False
    facet: bool = False
    sort: bool = False
    weight: float = 0.0
    b: float = 0.0
    why: str = ""


FIELDS: tuple[Field, ...] = (
    Field(
        "title", FieldType.TEXT, "标题", "title", weight=1.0, b=0.3,
        why="A word in a title counts like one more in the text: 3 gave recall@10 0.005 less. What "
        "a title is worth beyond its words, the boosts of searching/weights.py say. Short, so its "
        "length says little.",
    ),
    Field(
        "number", FieldType.TEXT, "文号", "doc_number", weight=2.0, b=0.0,
        why="A number is either meant or not; its length means nothing.",
    ),
    Field("body", FieldType.TEXT, "正文", None, weight=1.0, b=0.75, why="The BM25 default."),
    Field("issuer", FieldType.KEYWORD, "发文机关", "issuers", filter=True, facet=True),
    Field("status", FieldType.STATUS, "有效性", None, filter=True, facet=True),
    Field("year", FieldType.KEYWORD, "年份", None, filter=True, facet=True),
    Field("month", FieldType.KEYWORD, "月份", None, filter=True, facet=True),
    Field("kind", FieldType.KEYWORD, "类别", "kind", filter=True, facet=True),
    Field("genre", FieldType.KEYWORD, "文种", "genre", filter=True, facet=True),
    Field("theme", FieldType.KEYWORD, "主题", "theme", filter=True, facet=True),
    Field("domain", FieldType.KEYWORD, "领域", "domain", filter=True, facet=True),
    Field("region", FieldType.KEYWORD, "地区", "region", filter=True, facet=True),
    # The instrument that a document is an article of; see projection.series_of.
    Field("series", FieldType.KEYWORD, "所属文件", None, filter=True, facet=True),
    Field("published", FieldType.DATE, "发布日期", "published_date", filter=True, sort=True),
    Field("effective", FieldType.DATE, "施行日期", "effective_from", filter=True),
    # The last day of validity, by the timeline: extensions count.
    Field("expires", FieldType.DATE, "有效期至", "expires_on", filter=True),
)  # fmt: skip

BY_NAME: dict[str, Field] = {f.name: f for f in FIELDS}


@dataclass(frozen=True, slots=True)
class MetadataField:
    """A field of the catalogue: what a manifest, a .jsonl line and the API call it."""

    name: str
    label: str
    many: bool = False
    date: bool = False


METADATA: tuple[MetadataField, ...] = (
    MetadataField("title", "标题"),
    MetadataField("doc_number", "发文字号"),
    MetadataField("issuers", "发文机关", many=True),
    MetadataField("region", "地区"),
    MetadataField("kind", "类别"),
    MetadataField("genre", "文种"),
    MetadataField("theme", "主题分类", many=True),
    MetadataField("domain", "公开领域", many=True),
    MetadataField("written_date", "成文日期", date=True),
    MetadataField("published_date", "发布日期", date=True),
    MetadataField("printed_date", "印发日期", date=True),
    MetadataField("effective_from", "施行日期", date=True),
    MetadataField("expires_on", "有效期至", date=True),
    MetadataField("term", "有效期"),
    # Days on which the document itself says it was amended; a claim each.
    MetadataField("amended_on", "修改日期", many=True),
    # What concerns validity and changes no status: for staff to read. A claim each.
    MetadataField("validity_hints", "有效性提示", many=True),
    MetadataField("status", "有效性"),
    MetadataField("status_date", "有效性变化日期", date=True),
    MetadataField("index_number", "索引号"),
    MetadataField("registration_number", "登记号"),
    MetadataField("secrecy", "密级"),
    MetadataField("urgency", "紧急程度"),
    MetadataField("addressees", "主送机关", many=True),
    MetadataField("signatures", "署名", many=True),
    MetadataField("copies_to", "抄送", many=True),
    MetadataField("attachments", "附件", many=True),
    MetadataField("url", "网址"),
    MetadataField("interprets", "解读对象", many=True),
)

METADATA_BY_NAME: dict[str, MetadataField] = {f.name: f for f in METADATA}
