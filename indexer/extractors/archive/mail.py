"""E-mails (.eml): the letter, and each of its attachments, as files of their own."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import cast

from indexer.extractors.archive.members import check_name, free, shown, suffix
from indexer.extractors.base import Container, Limits, Member
from indexer.extractors.decoding import decode
from indexer.extractors.detection import EML as MEDIA_TYPE
from indexer.model.errors import Quarantined, QuarantineReason

_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_LONGEST = 80


class _Mail:
    name = "mail"
    version = "1"
    media_types = (MEDIA_TYPE,)

    def unpack(self, path: Path, into: Path, limits: Limits) -> Iterator[Member]:
        try:
            message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            files = list(_files(message, limits))
        except (MessageError, ValueError, LookupError, AttributeError, IndexError) as error:
            # The parser meets damaged headers with whatever they lead it into.
            detail = f"电子邮件有误（{type(error).__name__}）"
            raise Quarantined(QuarantineReason.CORRUPT, detail) from error
        taken: set[str] = set()
        for number, (name, data) in enumerate(files):
            yield _member(free(name, taken), data, into / f"{number:05d}{suffix(name)}", limits)


MAIL: Container = _Mail()


def _member(name: str, data: bytes, copy: Path, limits: Limits) -> Member:
    try:
        check_name(name)
        if not data:
            raise Quarantined(QuarantineReason.EMPTY)
        if len(data) > limits.member_bytes:
            detail = f"{len(data)} 字节，上限 {limits.member_bytes}"
            raise Quarantined(QuarantineReason.TOO_LARGE, detail)
    except Quarantined as problem:
        return Member(shown(name), problem=problem)
    copy.write_bytes(data)
    return Member(name, path=copy)


def _files(message: EmailMessage, limits: Limits) -> Iterator[tuple[str, bytes]]:
    """(name, content) of the letter and of what is attached to it."""
    subject = str(message.get("Subject", "") or "").strip()
    body = message.get_body(preferencelist=("html", "plain"))
    if body is not None:
        yield _letter(subject, cast(EmailMessage, body))
    for number, part in enumerate(message.iter_attachments(), start=1):
        if number > limits.members:
            raise Quarantined(QuarantineReason.TOO_LARGE, f"附件多于上限 {limits.members}")
        if part.get_content_maintype() == "image" and part.get_content_disposition() == "inline":
            continue  # a picture within the letter
        yield _attachment(part, number)


def _letter(subject: str, body: EmailMessage) -> tuple[str, bytes]:
    """The letter under its subject, which is its title."""
    name = _fit(subject) or "邮件正文"
    data = _bytes(body)
    text = decode(data, body.get_content_charset()).text
    if body.get_content_subtype() == "html":
        title = f"<title>{html.escape(subject)}</title><h1>{html.escape(subject)}</h1>"
        shown_html = re.sub(r"<meta\b[^>]*>", "", text, flags=re.IGNORECASE)
        page = f'<!DOCTYPE html><html><meta charset="utf-8">{title}{shown_html}</html>'
        return f"{name}.html", page.encode("utf-8", "replace")
    return f"{name}.txt", f"{subject}\n\n{text}".strip().encode("utf-8", "replace")


def _attachment(part: EmailMessage, number: int) -> tuple[str, bytes]:
    if part.get_content_type() == "message/rfc822":
        inner = cast(EmailMessage, part.get_payload(0))
        subject = str(inner.get("Subject", "") or "")
        return f"{_fit(subject) or f'邮件{number}'}.eml", inner.as_bytes()
    name = (part.get_filename() or f"附件{number}").replace("\\", "/").rsplit("/", 1)[-1]
    return _fit(name) or f"附件{number}", _bytes(part)


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _fit(name: str) -> str:
    """A name that a file can have."""
    return _UNFIT.sub(" ", name).strip(" .")[:_LONGEST]
