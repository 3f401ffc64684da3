"""What people write over their columns → the fields that are meant."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from indexer.intake.tables import Row
from indexer.model.fields import METADATA, METADATA_BY_NAME

PATH_HEAD, ID_HEAD = "路径", "编号"
# What lists are headed with beside the fields' own labels. 序号 counts rows and says nothing.
ALIASES: Mapping[str, str] = {
    "path": "文件路径 附件路径 存放路径 存储路径 位置 电子文件",
    "id": "ID 文件编号 唯一标识",
    "title": "文件名称 文件标题 名称 题名 政策名称 政策标题 规范性文件名称 法规名称 文件名 文件",
    "doc_number": "文号 文件号 文件文号 发文号 文件字号 发布文号",
    "issuers": "发布机关 发文单位 发布单位 制定机关 印发机关 制发机关 发文部门 发布部门 "
    "发布机构 发文机构 制定单位 起草单位 责任单位",
    "region": "地域 行政区域 适用地区",
    "kind": "文件类别 文件类型",
    "genre": "公文种类",
    "theme": "主题 主题词 主题类别",
    "domain": "领域",
    "written_date": "成文日 落款日期 成文时间 发文日期 发文时间 签发日期",
    "published_date": "发布时间 公布日期 公布时间 公开日期 上网日期 发布日",
    "printed_date": "印发时间 印发日",
    "effective_from": "生效日期 实施日期 施行时间 生效时间 实施时间 施行日",
    "expires_on": "失效日期 有效期截止 截止日期 到期日 有效期限至",
    "term": "有效期限",
    "status": "状态 效力 效力状态 时效性 有效状态 文件状态 是否有效",
    "status_date": "状态日期 废止日期 失效时间",
    "url": "链接 网页 来源网址 原文链接 网页地址",
    "published": "是否公开 公开 公开属性",
}
# What may be the name of a file as well as its title.
NAMES_OF_FILES = ("文件名称", "文件名", "文件", "名称")
ROW_NUMBER = ("序号", "序列", "序", "No.", "NO")
_NAMES = {
    PATH_HEAD: "path",
    ID_HEAD: "id",
    **{alias: name for name, aliases in ALIASES.items() for alias in aliases.split()},
    **{field.label: field.name for field in METADATA},
}
# A head stands within the first rows, below what a list is called.
_FIRST_ROWS = 10


def field_of(head: str) -> str:
    """The field that a head means, else what it says, in small letters; "" for one that counts
    rows, and for none.

    >>> [field_of(head) for head in ("文号", "发文 机关", "序号", "Title", "栏目")]
    ['doc_number', 'issuers', '', 'title', '栏目']
    """
    plain = "".join(head.split()).rstrip(":：*＊")
    if plain in ROW_NUMBER:
        return ""
    return _NAMES.get(plain) or _NAMES.get(plain.split("（")[0].split("(")[0]) or plain.lower()


def head_row(rows: Sequence[Row], wanted: Collection[str]) -> tuple[int, list[str]]:
    """(where the rows below the head begin, its fields); (0, []) where none of the first rows
    has a column of the wanted."""
    for at, (_, cells) in enumerate(rows[:_FIRST_ROWS]):
        fields = fields_of(cells)
        if set(fields) & set(wanted):
            return at + 1, fields
    return 0, []


def fields_of(cells: Sequence[str]) -> list[str]:
    """The field of each column. Of several that mean the same one, the one that is called as the
    field is, or else the first, is that; the others keep what they say.

    >>> fields_of(["序号", "名称", "标题", "文号"])
    ['', '名称', 'title', 'doc_number']
    """
    fields = [field_of(cell) if cell else "" for cell in cells]
    for name in {field for field in fields if field and fields.count(field) > 1}:
        columns = [at for at, field in enumerate(fields) if field == name]
        named = [at for at in columns if _is_own_name(cells[at], name)]
        for at in columns:
            if at not in (named or columns[:1]):
                fields[at] = cells[at]
    return fields


def _is_own_name(cell: str, field: str) -> bool:
    known = METADATA_BY_NAME.get(field)
    labels = (PATH_HEAD,) if known is None else (known.label, PATH_HEAD)
    return cell.strip() in labels or cell.strip().lower() == field
