"""What is not in the library and why (``quarantine``), and what is in it more than once
(``duplicates``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import pairwise

from indexer.catalogue import AttemptOutcome, Catalogue, KnownSource, SourceOutcome
from indexer.catalogue.selection import chunks
from indexer.model import PolicyDocument
from indexer.model.errors import QuarantineReason
from indexer.stewardship.doubts import differences
from indexer.stewardship.listing import Question, Rows, all_documents, local

# What staff can do about a file that could not be taken in.
ADVICE: Mapping[QuarantineReason, str] = {
    QuarantineReason.MISSING: "找回文件，或确认已不需要后用 ingest --prune 移除",
    QuarantineReason.UNREADABLE: "检查文件的读取权限和所在磁盘；下次入库会自动重试",
    QuarantineReason.NOT_REGULAR: "不是文件，不必处理；可写入 .policyignore",
    QuarantineReason.OUTSIDE: "把所指的文件复制到文件夹中，或直接对其所在的文件夹入库",
    QuarantineReason.CHANGED: "文件正在写入；写完后再次入库即可",
    QuarantineReason.EMPTY: "向来源重新索取；确系空文件的可删除，或写入 .policyignore",
    QuarantineReason.ENCRYPTED: "请来文单位提供未加密的文件，或解密后另存",
    QuarantineReason.CORRUPT: "重新下载或重新索取；用原来的程序打开后另存一份",
    QuarantineReason.NO_PAGES: "向来源重新索取",
    QuarantineReason.NO_TEXT_LAYER: "安装识别组件（ocr）后再次入库，或换取可复制文字的文件",
    QuarantineReason.NO_TEXT: "确认是否为政策文件；是图片的须装识别组件（ocr）",
    QuarantineReason.UNSUPPORTED: "另存为 docx、pdf 或 txt；不是公文的可写入 .policyignore",
    QuarantineReason.BAD_RECORD: "按说明改正记录或编号后再次入库",
    QuarantineReason.TOO_LARGE: "拆分文件，或提高设置 FILE_BYTES",
    QuarantineReason.OUTPUT_TOO_LARGE: "拆分文件，或提高设置 OUTPUT_CHARACTERS",
    QuarantineReason.TOO_MANY_PAGES: "拆分文件，或提高设置 PAGES",
    QuarantineReason.NESTING: "解压后入库，或提高设置 NESTING",
    QuarantineReason.COMPRESSION_RATIO: "确认来源可靠后解压入库",
    QuarantineReason.UNSAFE_NAME: "确认来源可靠后解压入库",
    QuarantineReason.UNSAFE_XML: "用原来的程序打开后另存一份",
    QuarantineReason.TIMEOUT: "提高设置 FILE_SECONDS 后再次入库（设置未变的不再重试），或拆分文件",
    QuarantineReason.MEMORY: "拆分文件，或提高设置 WORKER_BYTES",
    QuarantineReason.CRASHED: "用原来的程序打开后另存一份；仍然不行请报告",
}

QUARANTINE = ("路径", "原因", "说明", "怎么办", "自何时", "试过几次", "现有文字")
DUPLICATES = ("类型", "编号", "标题", "发文字号", "路径", "另一份", "另一份的路径", "说明", "对照")

_DIFF_LINES = 40


def quarantine(question: Question) -> Rows:
    """Each file that is refused. Of one that could be read before, what was read then is kept."""
    found = question.catalogue.sources.quarantined()
    tried = _tried(question.catalogue, found)
    for source in found:
        since, times = tried.get(source.location, ("", 1))
        since = f"{local(since):%Y-%m-%d %H:%M}" if since else ""
        reason = QuarantineReason(source.reason)
        kept = f"沿用上次读出的内容（{source.document_id}）" if source.document_id else "无"
        yield (
            source.location, reason.label, source.detail, ADVICE[reason], since, str(times), kept,
        )  # fmt: skip


def _tried(catalogue: Catalogue, found: list[KnownSource]) -> Mapping[str, tuple[str, int]]:
    """Location → since which instant it is refused, and how often it was tried since."""
    tried: dict[str, tuple[str, int]] = {}
    for attempt in catalogue.sources.attempts_at([source.location for source in found]):
        if attempt.outcome is AttemptOutcome.QUARANTINED:
            since, times = tried.get(attempt.location, (attempt.at, 0))
            tried[attempt.location] = (since, times + 1)
        elif attempt.outcome is not AttemptOutcome.FLAWED:
            tried.pop(attempt.location, None)
    return tried


# ---------------------------------------------------------------- duplicates


def duplicates(question: Question) -> Rows:
    """Copies of the same bytes; documents of one number, with the same text or another one."""
    yield from _copies(question.catalogue)
    numbers = question.numbers()
    for ids in numbers.values():
        if len(ids) > 1:
            yield from _same_number(question.catalogue, ids)


def _copies(catalogue: Catalogue) -> Rows:
    copies = [s for s in catalogue.sources.all() if s.outcome is SourceOutcome.DUPLICATE]
    ids = {source.document_id for source in copies if source.document_id}
    documents = {d.id: d for d in all_documents(catalogue, sorted(ids))}
    originals = _originals(catalogue, sorted(ids))
    for source in copies:
        document = documents.get(source.document_id or "")
        number, title = (document.doc_number or "", document.title) if document else ("", "")
        identity = source.document_id or ""
        yield (
            "副本", identity, title, number, source.location, identity,
            originals.get(identity, ""), source.detail, "",
        )  # fmt: skip


def _originals(catalogue: Catalogue, ids: list[str]) -> dict[str, str]:
    """Where the file of each document lies."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        for identity, sources in catalogue.sources.of_documents(chunk).items():
            made = [s.location for s in sources if s.outcome is not SourceOutcome.DUPLICATE]
            found[identity] = made[0] if made else ""
    return found


def _same_number(catalogue: Catalogue, ids: list[str]) -> Rows:
    found = catalogue.documents(ids)
    where = _originals(catalogue, ids)
    for former, latter in pairwise(found[identity] for identity in ids if identity in found):
        difference = differences(former.text, latter.text)
        kind = "同号异文" if difference else "同号同文"
        yield (
            kind, latter.id, latter.title, latter.doc_number or "", where.get(latter.id, ""),
            former.id, where.get(former.id, ""), difference or "文字相同，文件不同",
            "\n".join(diff(former, latter)) if difference else "",
        )  # fmt: skip


def diff(former: PolicyDocument, latter: PolicyDocument) -> Iterator[str]:
    """The lines that differ, as programs for comparing texts show them; the first ones."""
    before, after = (
        [line.strip() for line in one.text.splitlines() if line.strip()] for one in (former, latter)
    )
    made = list(unified_diff(before, after, former.id, latter.id, n=0, lineterm=""))
    yield from made[:_DIFF_LINES]
    if len(made) > _DIFF_LINES:
        yield f"…另有 {len(made) - _DIFF_LINES} 行"
