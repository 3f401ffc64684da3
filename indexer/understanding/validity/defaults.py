"""The term that a region's rules give to an administrative normative document without its own.

The table is ``default_terms.csv``: a row a region, years for most documents and for those called
暂行 or 试行 (empty: the region has no such rule). It holds for administrative normative documents
(行政规范性文件) only: never for laws, regulations, departmental or government rules (…令第N号),
nor for letters, replies, reports and what only repeals others. What follows from it is inferred,
and shown as inferred.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from indexer.model import Kind, PolicyDocument

_INSTRUMENTS = ("办法", "规定", "细则", "规则", "规程", "意见", "通知", "通告", "决定", "公告")
_ORDER = re.compile(r"令(?:第|〔|\[)?\d|令第")
_NORMATIVE_NUMBER = re.compile(r"规(?:范|字|发|划字)?[〔\[(]|规发|规字|行规")
_INSTRUMENT_TITLE = re.compile(
    r"(?:办法|规定|细则|规则|规程|制度|标准)(?:[（(](?:试行|暂行)[)）])?[》〉>]?(?:的通知)?$"
)
_NO_TERM = re.compile(r"废止|失效|清理|继续有效")
_TRIAL = re.compile(r"暂行|试行")


@dataclass(frozen=True, slots=True)
class DefaultTerm:
    """A region's default: ``years`` for this document, and the rule that says so."""

    region: str
    years: int
    basis: str


@cache
def _rows() -> tuple[dict[str, str], ...]:
    table = resources.files("indexer.understanding.validity").joinpath("default_terms.csv")
    return tuple(csv.DictReader(table.read_text("utf-8").splitlines()))


def default_term(document: PolicyDocument) -> DefaultTerm | None:
    """The default that holds for the document, None where none does."""
    if document.kind is not Kind.POLICY or not _is_normative(document):
        return None
    places = (document.text_of("region") or "", *document.issuers)
    for row in _rows():
        if any(place.startswith(row["region"]) for place in places):
            years = row["trial_years"] if _TRIAL.search(document.title) else row["years"]
            return DefaultTerm(row["region"], int(years), row["basis"]) if years else None
    return None


def _is_normative(document: PolicyDocument) -> bool:
    number = document.doc_number or ""
    if _ORDER.search(number) or _NO_TERM.search(document.title):
        return False
    if document.text_of("registration_number") or _NORMATIVE_NUMBER.search(number):
        return True
    genre = document.text_of("genre")
    return (genre is None or genre in _INSTRUMENTS) and bool(
        _INSTRUMENT_TITLE.search(document.title)
    )
