"""A library of a few documents, put together without files, for tests of what reads it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from analyzers.analyzer import default_analyzer
from analyzers.synonyms import SynonymTable
from indexer.catalogue.catalogue import Catalogue
from indexer.engines import ENGINES
from indexer.indexing.following import rebuild
from indexer.model import Basis, Evidence, PolicyDocument, Value
from indexer.model.publication import PUBLICATION
from indexer.model.publication import WITHHELD as HELD_BACK
from indexer.runtime.settings import Settings
from indexer.searching.service import SearchService
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.understand import understand
from indexer.usage.store import UsageStore


def document(
    identity: str, text: str, *, published: bool = True, **declared: str | tuple[str, ...]
) -> PolicyDocument:
    """A document as ingestion makes it, with these values declared."""
    evidence = Evidence(Basis.DECLARED, "test")
    values = {name: (Value(value, evidence),) for name, value in declared.items()}
    understood = understand(
        text, (), name=identity, declared=values, authority=Authority.load(None), region=None
    )
    made = PolicyDocument(
        id=identity,
        text=text,
        blocks=(),
        values=understood.values,
        mentions=understood.mentions,
        responsibilities=understood.responsibilities,
    )
    return made if published else withheld(made)


def withheld(document: PolicyDocument) -> PolicyDocument:
    """The same, held back by declaration."""
    claim = Value(HELD_BACK, Evidence(Basis.DECLARED, "test"))
    return replace(document, published=False, values={**document.values, PUBLICATION: (claim,)})


@contextmanager
def opened(
    folder: Path,
    documents: Sequence[PolicyDocument],
    engine: str = "memory",
    *,
    encoder: Path | None = None,
) -> Iterator[SearchService]:
    """A service over these documents."""
    settings = Settings(home=folder, encoder=encoder)
    analyzer = default_analyzer()
    catalogue = Catalogue.open(settings.catalogue_url)
    with catalogue.write() as writer:
        for one in documents:
            writer.put(one)
    store = ENGINES[engine](settings, analyzer)
    rebuild(catalogue, store)
    usage = UsageStore(f"sqlite:///{folder / 'usage.db'}")
    service = SearchService(catalogue, store, usage, analyzer, SynonymTable.load(), settings)
    try:
        yield service
    finally:
        service.close()


LIFT = document(
    "lift",
    "关于印发《云城市既有住宅加装电梯管理办法》的通知\n"
    "云城府办发〔2019〕54号\n各区人民政府：\n现将办法印发给你们。\n"
    "第一条 为了规范既有住宅加装电梯工作，制定本办法。\n"
    "第二条 加装电梯的，每台给予财政补贴十五万元。\n"
    "第三条 本办法自2019年12月1日起施行，有效期5年。《云城市加装电梯暂行规定》同时废止。\n"
    "云城市人民政府办公室\n2019年11月20日",
    title="关于印发《云城市既有住宅加装电梯管理办法》的通知",
    doc_number="云城府办发〔2019〕54号",
    issuers=("云城市人民政府办公室",),
    kind="policy",
    genre="通知",
    published_date="2019-11-21",
    attachments=("云城市既有住宅加装电梯管理办法",),
)
OLD_LIFT = document(
    "old-lift",
    "第一条 加装电梯应当经业主同意。\n第二条 本规定自2012年3月1日起施行。",
    title="云城市加装电梯暂行规定",
    doc_number="云城府发〔2012〕8号",
    issuers=("云城市人民政府",),
    kind="policy",
    genre="规定",
    published_date="2012-02-20",
)
GUIDE = document(
    "guide",
    "《云城市既有住宅加装电梯管理办法》政策解读\n云城府办发〔2019〕54号印发的办法规定了补贴。",
    title="《云城市既有住宅加装电梯管理办法》政策解读",
    issuers=("云城市住房和城乡建设局",),
    kind="interpretation",
    published_date="2019-11-25",
)
FUND = document(
    "fund",
    "第一条 为了加强住房公积金管理，制定本细则。\n第二条 職工繳存住房公積金的，可以提取。\n"
    "第三条 本细则自2021年1月1日起施行。",
    title="云城市住房公积金提取管理实施细则",
    doc_number="云公积金规〔2020〕3号",
    issuers=("云城市住房公积金管理中心",),
    kind="policy",
    genre="细则",
    published_date="2020-12-01",
)
WITHHELD = document(
    "withheld", "这份文件尚未公开，其中也有加装电梯。", published=False, title="未公开文件"
)
ALL = (LIFT, OLD_LIFT, GUIDE, FUND, WITHHELD)
