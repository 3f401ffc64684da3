"""``manifest --template``: an empty manifest that people fill in, each column explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from indexer.intake.heads import ALIASES, ID_HEAD, PATH_HEAD
from indexer.model import Kind, StatusValue
from indexer.model.fields import METADATA
from indexer.stewardship.sheets import Cell, Sheet

PUBLISHED_HEAD = "是否公开"
# Read from texts and seldom known better beforehand.
_LEFT_OUT = ("validity_hints", "amended_on", "signatures", "attachments", "interprets")
_EXAMPLES = {
    "title": "云栖市养犬管理办法",
    "doc_number": "云政发〔2020〕3号",
    "issuers": "云栖市公安局；云栖市财政局",
    "kind": "、".join(kind.label for kind in Kind),
    "status": "、".join(s.label for s in StatusValue if s is not StatusValue.UNKNOWN),
    "url": "https://www.example.gov.cn/a.html",
    "region": "云栖市",
    "theme": "城乡建设",
    "term": "5年",
}


def template(paths: Iterable[str] = ()) -> Sheet:
    """With a row for each of the paths."""
    fields = [field for field in METADATA if field.name not in _LEFT_OUT]
    heads = [PATH_HEAD, ID_HEAD, *(field.label for field in fields), PUBLISHED_HEAD]
    rows: Iterable[Sequence[Cell]] = ([path] for path in paths)
    return Sheet("清单", heads, rows, about=_about())


def _about() -> list[tuple[str, Cell]]:
    told: list[tuple[str, Cell]] = [
        ("用法", "填好后运行 policy-search ingest 文件夹 --manifest 本表；先加 --dry-run 看变化"),
        (PATH_HEAD, "文件相对于文件夹的路径；没有这一列时，按“标题”与文件名对应"),
        (ID_HEAD, "可留空，由程序给出；填写后不要再改"),
    ]
    for field in METADATA:
        if field.name in _LEFT_OUT:
            continue
        form = "日期，如 2020-05-01、2020年5月1日" if field.date else ""
        many = "可写多个，以；分隔" if field.many else ""
        example = f"如 {_EXAMPLES[field.name]}" if field.name in _EXAMPLES else ""
        also = "、".join(ALIASES.get(field.name, "").split())
        named = f"表头也可写作 {also}" if also else ""
        told.append(
            (field.label, "；".join(p for p in (form, many, example, named) if p) or "文字")
        )
    told.append((PUBLISHED_HEAD, "是 或 否；写“否”的暂不公开。写“是”不能放行查出问题的文件"))
    return told
