"""The document's own days: written, published, printed. They differ, and none is effective.

Written (成文) is the day under the signature; published what a portal, a standard's cover or the
note under the title says; printed (印发) the day in the imprint.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.model import Basis, Value
from indexer.understanding.metadata.authority import Authority
from indexer.understanding.metadata.closing import Imprint, Signature, last_lone_date
from indexer.understanding.metadata.dates import find_dates, parse_date
from indexer.understanding.metadata.evidence import claim
from indexer.understanding.metadata.filename import FileName
from indexer.understanding.metadata.labels import DAYS, labelled_values
from indexer.understanding.metadata.layout import (
    Head,
    Role,
    bodies_beside_day,
)
from indexer.understanding.metadata.notes import Step

_PUBLISHES = frozenset(("公布", "发布", "颁布", "印发"))
_WRITES = frozenset(("通过", "修订", "修正", "修改", "批准", "制定", "制发"))


def labelled_days(head: Head) -> Iterator[tuple[str, Value]]:
    """(field, claim) for the days that a portal's table or line names."""
    for _, line in head.with_role(Role.LABELLED):
        for item in labelled_values(line):
            if item.field not in DAYS:
                continue
            dates = find_dates(item.value)
            first = dates[0] if dates and dates[0].start <= 2 else None
            # 20060224, 2018年03月27: as only a label's value is written.
            day = first.date if first is not None else parse_date(item.value)
            if day is not None:
                yield (
                    item.field,
                    claim(
                        day, f"labelled {item.label}", line.raw,
                        start=line.start, end=line.end, page=item.page,
                        confidence=0.6 if first is not None and first.typo else 0.93,
                    ),
                )  # fmt: skip


def signed_day(signature: Signature | None, text: str) -> Iterator[Value]:
    """The day under the signature; doubtful where it had to be repaired."""
    if signature is not None:
        match = signature.date
        yield claim(
            match.date, "date under the signature", text[signature.start : signature.end],
            start=signature.start, end=signature.end, confidence=0.6 if match.typo else 0.96,
        )  # fmt: skip


def unsigned_day(text: str, start: int, end: int) -> Iterator[Value]:
    """The last date on a line of its own, where no known name stands above it."""
    match = last_lone_date(text, start, end)
    if match is not None:
        yield claim(
            match.date, "last date line", match.raw,
            start=match.start, end=match.end, confidence=0.7,
        )  # fmt: skip


def day_beside_bodies(head: Head, authority: Authority) -> Iterator[Value]:
    """A day above the text beside who issued it: 1994-03-29 财政部 国家税务总局."""
    for _, line in head.with_role(Role.DATE):
        if bodies_beside_day(line.raw, authority):
            day = find_dates(line.raw)[0]
            yield claim(
                day.date, "date beside the issuer", line.raw,
                start=line.start, end=line.end, page=line.page, confidence=0.75,
            )  # fmt: skip
            return


def day_under_title(head: Head) -> Iterator[Value]:
    """A day in brackets on a line of its own under the title."""
    for _, line in head.with_role(Role.DATE):
        day = parse_date(line.raw)
        if day is not None and line.folded.startswith(("(", "[")):
            yield claim(
                day, "date under the title", line.raw,
                start=line.start, end=line.end, page=line.page, confidence=0.8,
            )  # fmt: skip


def day_beside_number(head: Head) -> Iterator[Value]:
    """A day on the line of the number: 财税字[1995]48号  1995-05-25."""
    for _, line in head.with_role(Role.NUMBER):
        dates = find_dates(line.raw)
        if len(dates) == 1:
            yield claim(
                dates[0].date, "date beside the number", line.raw,
                start=line.start + dates[0].start, end=line.start + dates[0].end,
                page=line.page, confidence=0.85,
            )  # fmt: skip


def days_of_notes(steps: Sequence[Step]) -> Iterator[tuple[str, Value]]:
    """(field, claim): the last step gives the day of this wording, the first publication its day
    of publication."""
    written = [step for step in steps if step.act in _WRITES or step.act in _PUBLISHES]
    if written:
        step = max(written, key=lambda step: step.day)
        yield "written_date", _of_step(step, "last step of the note under the title", 0.75)
    published = [step for step in steps if step.act in _PUBLISHES]
    if published:
        step = published[-1]
        yield "published_date", _of_step(step, "publication in the note under the title", 0.8)


def _of_step(step: Step, rule: str, confidence: float) -> Value:
    return claim(
        step.day, rule, step.quote,
        start=step.start, end=step.end, page=step.page, confidence=confidence,
    )  # fmt: skip


def printed_day(imprint: Imprint | None, text: str) -> Iterator[Value]:
    """The day of printing, from the imprint."""
    if imprint is not None:
        yield claim(
            imprint.date.date, "imprint", text[imprint.start : imprint.end].strip(),
            start=imprint.start, end=imprint.end, confidence=0.97,
        )  # fmt: skip


def day_of_file(file: FileName) -> Iterator[Value]:
    """The day that the file's name begins with: of publication or of writing, nobody knows."""
    if file.date is not None:
        yield claim(
            file.date, "file name", file.date.isoformat(), confidence=0.2, basis=Basis.INFERRED
        )
