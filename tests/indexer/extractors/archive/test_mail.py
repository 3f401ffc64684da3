"""E-mails: the letter under its subject, attachments by their names, letters within letters."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from indexer.extractors.archive.mail import MAIL
from indexer.extractors.base import Limits
from indexer.extractors.detection import EML, detect
from indexer.model.errors import Quarantined, QuarantineReason

SUBJECT = "关于报送材料的通知"


def letter(body: str = "各单位：\n请于5月1日前报送。", *, kind: str = "plain") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = SUBJECT, "a@x.invalid", "b@x.invalid"
    message.set_content(body, subtype=kind, charset="utf-8")
    return message


def unpack(folder: Path, data: bytes, limits: Limits | None = None) -> dict[str, bytes]:
    path = folder / "a.eml"
    path.write_bytes(data)
    assert detect(path) == EML
    into = folder / "into"
    into.mkdir(exist_ok=True)
    found = list(MAIL.unpack(path, into, limits or Limits()))
    return {m.name: m.path.read_bytes() if m.path else b"" for m in found}


def test_a_letter_with_attachments(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="名单.pdf")
    message.add_attachment(b"1,2", maintype="text", subtype="csv", filename="../../表/附件1.csv")
    found = unpack(tmp_path, message.as_bytes())
    assert list(found) == [f"{SUBJECT}.txt", "名单.pdf", "附件1.csv"]
    assert found[f"{SUBJECT}.txt"].decode().startswith(f"{SUBJECT}\n\n各单位：\n请于5月1日前报送。")


def test_a_letter_as_a_page(tmp_path: Path) -> None:
    message = letter()
    message.add_alternative("<p>网页正文</p>", subtype="html")
    found = unpack(tmp_path, message.as_bytes())
    assert list(found) == [f"{SUBJECT}.html"]
    assert "<p>网页正文</p>" in found[f"{SUBJECT}.html"].decode()


def test_an_encoding_that_lies(tmp_path: Path) -> None:
    head = (
        b"MIME-Version: 1.0\r\nSubject: x\r\nContent-Type: text/plain; charset=unheard-of\r\n\r\n"
    )
    found = unpack(tmp_path, head + "请按时报送。".encode("gbk"))
    assert found["x.txt"].decode().endswith("请按时报送。")


def test_a_letter_within_a_letter(tmp_path: Path) -> None:
    outer = letter("转发，请阅。")
    outer.add_attachment(letter("内层正文"))
    found = unpack(tmp_path, outer.as_bytes())
    assert list(found) == [f"{SUBJECT}.txt", f"{SUBJECT}.eml"]
    inner = tmp_path / "inner"
    inner.mkdir()
    assert "内层正文" in unpack(inner, found[f"{SUBJECT}.eml"])[f"{SUBJECT}.txt"].decode()


def test_too_many_attachments(tmp_path: Path) -> None:
    message = letter()
    for number in range(4):
        message.add_attachment(b"x", maintype="a", subtype="b", filename=f"{number}.txt")
    with pytest.raises(Quarantined) as problem:
        unpack(tmp_path, message.as_bytes(), Limits(members=3))
    assert problem.value.reason is QuarantineReason.TOO_LARGE


def test_damaged_letters_end_in_a_stated_way(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(b"x" * 99, maintype="a", subtype="b", filename="附件.txt")
    data = message.as_bytes()
    for cut in range(60, len(data), 37):
        spoilt = data[:cut] + b'; boundary="' + data[cut + 5 :]
        try:
            unpack(tmp_path, spoilt)
        except (Quarantined, AssertionError):
            continue
