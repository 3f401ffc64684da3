"""What of a library's reading wants a look: the rows of the report ``quality``.

- texts that cannot be trusted, bodies that the authority file does not know;
- values that were read with little confidence, titles that are the name of a file;
- documents that stand under a copy's name (通知 - 副本.docx);
- documents of one number whose texts differ, with what differs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise

from analyzers.folding import fold
from indexer.catalogue import Catalogue
from indexer.model import Basis, Kind, PolicyDocument
from indexer.model.citing import in_marks
from indexer.model.fields import METADATA
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.filename import plain_name

LOW = 0.7
# What a reader relies on; classes are inferred by their nature and have a doubt of their own.
RELIED_ON = (
    "title", "doc_number", "issuers", "region", "written_date", "published_date",
    "effective_from", "expires_on",
)  # fmt: skip
_LABELS = {field.name: field.label for field in METADATA}
# These carry the number of the document that they are about.
_ABOUT_OTHERS = (Kind.INTERPRETATION, Kind.ATTACHMENT, Kind.DRAFT)
_MOST_LINES = 400
_MOST_SHOWN = 3
_LONGEST_SHOWN = 40


def doubts_of(document: PolicyDocument, authority: Authority) -> Iterator[tuple[str, str]]:
    """(kind of doubt, what it is) of one document."""
    for doubt in document.quality.doubts:
        yield "提取质量", doubt
    for issuer in document.issuers:
        if not authority.known(issuer):
            yield "机关未收录", issuer
    yield from _unsure(document)
    name = document.source.name if document.source is not None else ""
    if name and (plain := plain_name(name)) != name:
        shown = name.replace("\\", "/").rsplit("/", 1)[-1]
        yield "以副本为名", f"{shown}，应以 {plain.rsplit('/', 1)[-1]} 为名"


def _unsure(document: PolicyDocument) -> Iterator[tuple[str, str]]:
    for field in RELIED_ON:
        value = document.best(field)
        if value is None or value.evidence.basis in (Basis.REVIEWED, Basis.DECLARED):
            continue
        if field == "title" and value.evidence.rule == "file name":
            yield "标题取自文件名", document.title
        elif value.evidence.confidence < LOW:
            text = value.value if isinstance(value.value, str) else "、".join(value.value)
            yield "把握不足", f"{_LABELS[field]} {text}（把握 {value.evidence.confidence:.2f}）"


def same_number(catalogue: Catalogue, numbers: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """(id, what differs) for documents that share a number and not their text. ``numbers``:
    the ids of each number, in order; each is compared with the one before it."""
    for ids in numbers.values():
        if len(ids) < 2:
            continue
        found = catalogue.documents(ids)
        for former, latter in pairwise(found[identity] for identity in ids if identity in found):
            difference = differences(former.text, latter.text)
            if difference:
                yield latter.id, f"与 {former.id}{in_marks(former.title)}{difference}"


def by_number(documents: Iterator[PolicyDocument]) -> dict[str, list[str]]:
    """The ids of the documents of each number, but of those that are about another one."""
    numbers: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        if document.doc_number and document.kind not in _ABOUT_OTHERS:
            numbers[document.doc_number].append(document.id)
    return dict(numbers)


def differences(former: str, latter: str) -> str:
    """How much of two texts is the same, and the first places where they differ; "" for none.

    >>> differences("第一条 甲。\\n第二条 乙。", "第一条  甲。\\n\\n第二条 丙。")
    '文字不同（相同 50%）：“第二条乙。”→“第二条丙。”'
    >>> differences("第一条 甲。", " 第一条　甲。\\n")
    ''
    """
    lines = [_lines(text) for text in (former, latter)]
    if lines[0] == lines[1]:
        return ""
    matcher = SequenceMatcher(None, lines[0], lines[1], autojunk=False)
    changes = [
        f"“{_shown(lines[0][a:b])}”→“{_shown(lines[1][c:d])}”"
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
    share = f"相同 {matcher.ratio():.0%}"
    return f"文字不同（{share}）：" + "；".join(changes[:_MOST_SHOWN])


def _lines(text: str) -> list[str]:
    rows = ("".join(fold(row).split()) for row in text.splitlines())
    return [row for row in rows if row][:_MOST_LINES]


def _shown(rows: Sequence[str]) -> str:
    text = "".join(rows)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
