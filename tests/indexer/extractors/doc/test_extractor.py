"""The text of binary Word files: pieces, formatting, stories, and what cannot be read."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from indexer.extractors.base import Limits
from indexer.extractors.doc.extractor import DOC
from indexer.extractors.doc.fallback import convert
from indexer.extractors.doc.formatting import ParagraphLook, paragraph_look, properties, run_look
from indexer.model import ExtractedDocument
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.ole_files import form_data, with_looks, word6, word97, write_ole
from tests.waiting import until


def extract(path: Path) -> ExtractedDocument:
    return DOC.extract(path, Limits())


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where external programs are looked for: what this machine has stays unseen."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def text_of(tmp_path: Path, streams: dict[str, bytes]) -> str:
    return extract(write_ole(tmp_path / "a.doc", streams)).text


def reason_of(path: Path) -> QuarantineReason:
    with pytest.raises(Quarantined) as caught:
        extract(path)
    return caught.value.reason


def test_pieces_in_any_order_and_of_either_width(tmp_path: Path) -> None:
    text = "第一条 ABC “quoted” 第二条\r"
    streams = word97(text, pieces=[(4, False), (13, True), (len(text) - 17, False)])
    assert text_of(tmp_path, streams) == text.strip()


def test_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    units = "汉字𠮷野家".encode("utf-16-le")
    wide = "".join(chr(int.from_bytes(units[i : i + 2], "little")) for i in range(0, len(units), 2))
    streams = word97("x" * len(wide) + "\r末段\r")
    old = ("x" * len(wide)).encode("utf-16-le")
    streams["WordDocument"] = streams["WordDocument"].replace(old, units)
    assert text_of(tmp_path, streams) == "汉字𠮷野家\n末段"


def test_special_characters_and_fields(tmp_path: Path) -> None:
    text = (
        "见\x13 HYPERLINK x \x14市局\x13 PAGE \x141\x15网站\x15。\x0b下行\x1e\x1f\x02(一)\r"
        "\x13 broken\r后文\r"
    )
    assert text_of(tmp_path, word97(text)) == "见市局1网站。\n下行-(一)\n后文"


def test_cells_without_formatting_are_still_a_table(tmp_path: Path) -> None:
    text = "前\r序号\x07名称\x07\x071\x07甲\x07\x07后\r"
    found = extract(write_ole(tmp_path / "a.doc", word97(text)))
    assert found.text == "前\n序号\t名称\n1\t甲\n后"
    assert found.blocks[1].rows == (("序号", "名称"), ("1", "甲"))


def test_a_fast_save_deletes_by_the_piece(tmp_path: Path) -> None:
    deleted = bytes.fromhex("000801")  # sprmCFRMarkDel
    streams = word97(
        "留下删去末尾\r",
        pieces=[(2, False), (2, False), (3, False)],
        modifiers={1: 1},
        properties=[deleted],
        flags=0x0004,
    )
    assert text_of(tmp_path, streams) == "留下末尾"


def test_a_deleted_end_of_a_paragraph_parts_nothing(tmp_path: Path) -> None:
    text = "自三月八日\r九日起\r后文\r"
    deleted = bytes.fromhex("000801")
    streams = with_looks(word97(text), [(0, 3, b""), (3, 6, deleted), (6, len(text), b"")])
    found = extract(write_ole(tmp_path / "a.doc", streams))
    assert found.text == "自三月九日起\n后文"
    assert found.warnings == ("修订中删除的文字 2 字未收入",)


@pytest.mark.parametrize("mark", ["370801", "532a01"])  # sprmCFStrike, sprmCFDStrike
def test_struck_text_is_left_out_and_told(tmp_path: Path, mark: str) -> None:
    text = "每次二十元十元整\r"
    struck = bytes.fromhex(mark)
    streams = with_looks(word97(text), [(0, 2, b""), (2, 5, struck), (5, len(text), b"")])
    found = extract(write_ole(tmp_path / "a.doc", streams))
    assert found.text == "每次十元整"
    assert found.warnings == ("划有删除线的文字 3 字未收入：“二十元”",)
    assert found.quality.doubts == ()
    whole = with_looks(word97(text), [(0, 8, struck), (8, len(text), b"")])
    crossed = extract(write_ole(tmp_path / "b.doc", whole))
    assert crossed.text == "每次二十元十元整"
    assert crossed.warnings == ("过半文字划有删除线，8 字仍予收入",)


def test_notes_headers_and_text_boxes_are_stories(tmp_path: Path) -> None:
    text = "正文\r脚注\r尾注\r框\r"
    streams = word97(text, lengths=(3, 3, 0, 0, 0, 3, 2, 0))
    found = extract(write_ole(tmp_path / "a.doc", streams))
    assert [(b.kind.value, found.text[b.start : b.end]) for b in found.blocks] == [
        ("paragraph", "正文"),
        ("paragraph", "框"),
        ("footnote", "脚注"),
        ("footnote", "尾注"),
    ]


def test_pictures_of_word_6_are_told(tmp_path: Path) -> None:
    text = "关于放假的通知\r各科室：附图\x01如下。\r".encode("gbk")
    path = write_ole(tmp_path / "a.doc", {"WordDocument": word6(text)})
    found = DOC.extract(path, Limits(ocr=False))
    assert found.text == "关于放假的通知\n各科室：附图如下。"
    assert found.warnings == ("有 1 张图片，图中文字未识别",)


def test_word_6_in_the_code_page_of_its_language(tmp_path: Path) -> None:
    chinese = word6("关于放假的通知\r各科室：\r".encode("gbk"))
    assert text_of(tmp_path, {"WordDocument": chinese}) == "关于放假的通知\n各科室："
    western = word6("café\r".encode("cp1252"), language=0x0409)
    assert text_of(tmp_path, {"WordDocument": western}) == "café"


def test_word_6_has_characters_with_any_byte(tmp_path: Path) -> None:
    text = "江苏省〔2001〕3号，沿用绗线、镜框"  # 江 is BD AD; AD alone would be a soft hyphen
    found = text_of(tmp_path, {"WordDocument": word6(f"{text}\r".encode("gbk"))})
    assert found == text


def test_word_6_shows_fields_without_a_result(tmp_path: Path) -> None:
    coded = "甲\x13 EQ \\o\\ac(○,5)\x15乙\r".encode("gbk")
    assert text_of(tmp_path, {"WordDocument": word6(coded)}) == "甲⑤乙"


def test_a_symbol_given_by_a_field_is_shown(tmp_path: Path) -> None:
    streams = word97('\x13 SYMBOL 254 \\f "Wingdings" \\s 12 \x15已办\r')
    assert text_of(tmp_path, streams) == "☑已办"


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    streams = word97("第一段\r" * 600)
    cut = dict(streams)
    # The last characters stand beyond the end of the stream.
    cut["WordDocument"] = streams["WordDocument"][:-400]
    found = extract(write_ole(tmp_path / "a.doc", cut))
    assert found.text.startswith("第一段\n第一段")
    assert found.warnings == ("文件不完整，缺少 200 字",)
    cut["WordDocument"] = streams["WordDocument"][:0x820].ljust(4096, b"\0")[:0x820]
    assert reason_of(write_ole(tmp_path / "b.doc", cut)) is QuarantineReason.CORRUPT


def test_what_cannot_be_read(tmp_path: Path) -> None:
    def reason(streams: dict[str, bytes]) -> QuarantineReason:
        return reason_of(write_ole(tmp_path / "a.doc", streams))

    assert reason(word97("x\r", flags=0x0100)) is QuarantineReason.ENCRYPTED
    assert reason({"WordDocument": word6(b"x\r", flags=0x0100)}) is QuarantineReason.ENCRYPTED
    assert reason({"EncryptedPackage": b"x"}) is QuarantineReason.ENCRYPTED
    assert reason({"Workbook": b"x"}) is QuarantineReason.UNSUPPORTED
    assert reason({"PowerPoint Document": b"x"}) is QuarantineReason.UNSUPPORTED
    assert reason({"Strange": b"x"}) is QuarantineReason.CORRUPT
    assert reason({"WordDocument": b"no header at all"}) is QuarantineReason.CORRUPT
    assert reason({"WordDocument": word97("x\r")["WordDocument"]}) is QuarantineReason.CORRUPT
    assert reason(word97("\r\r")) is QuarantineReason.NO_TEXT
    assert reason(word97("\x08\r")) is QuarantineReason.NO_TEXT
    picture = {**word97("\x01\r"), "Data": b"\x89PNG\r\n\x1a\n"}
    assert reason(picture) is QuarantineReason.NO_TEXT_LAYER
    whole = write_ole(tmp_path / "b.doc", word97("x\r")).read_bytes()
    (tmp_path / "c.doc").write_bytes(whole[:700])
    assert reason_of(tmp_path / "c.doc") is QuarantineReason.CORRUPT


@pytest.mark.parametrize("spoilt", [b"\x03", b"\x02\xff\xff\xff\xff", b"\x01\x00", b""])
def test_a_spoilt_piece_table_is_damage(tmp_path: Path, spoilt: bytes) -> None:
    streams = word97("x\r")
    streams["0Table"] = spoilt
    assert reason_of(write_ole(tmp_path / "a.doc", streams)) is QuarantineReason.CORRUPT


def test_property_lists() -> None:
    centred, tabs = bytes.fromhex("032401"), bytes.fromhex("15c6ff")
    assert list(properties(centred + b"\x16\x24\x01")) == [(0x2403, b"\x01"), (0x2416, b"\x01")]
    assert list(properties(centred + b"\x0b")) == [(0x2403, b"\x01")]
    assert list(properties(centred + b"\x0b\x46\x01")) == [(0x2403, b"\x01")]
    assert list(properties(tabs + b"\0" * 40)) == [(0xC615, b"")]
    look = paragraph_look(ParagraphLook(), bytes.fromhex("03240140260b460200"), b"")
    assert (look.centred, look.heading) == (True, 0)


def test_character_properties() -> None:
    look = run_look(bytes.fromhex("3c0801434a2c007068ff000000"))
    assert (look.hidden, look.size, look.red) == (True, 22.0, True)
    assert run_look(bytes.fromhex("422a06")).red is True


# ---------------------------------------------------------------- other programs


def install(folder: Path, name: str, script: str) -> None:
    """An external program in place of the real one, which may not be installed."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    program.chmod(0o755)


def broken(tmp_path: Path) -> Path:
    return write_ole(tmp_path / "broken.doc", {"WordDocument": b"damaged"})


def test_a_damaged_file_is_read_by_another_program(tmp_path: Path, programs: Path) -> None:
    install(programs, "antiword", "printf '第一段\\n\\n第二段\\n'")
    found = extract(broken(tmp_path))
    assert found.text == "第一段\n第二段"
    assert found.quality.doubts == ("文件有损坏，由 antiword 读取",)


def test_bytes_shown_as_text_are_no_reading(tmp_path: Path, programs: Path) -> None:
    noise = "‘Nªn^4l¡R@‡eöN ‘N4lÑSµ021 ÷S‘Nªn^4l"
    (programs / "noise.txt").write_text(noise, "utf-8")
    install(programs, "antiword", f"/bin/cat {programs}/noise.txt")
    assert reason_of(broken(tmp_path)) is QuarantineReason.CORRUPT


def test_the_next_program_is_tried_where_one_fails(tmp_path: Path, programs: Path) -> None:
    install(programs, "antiword", "echo noise; exit 1")
    office = """
while [ $# -gt 1 ]; do [ "$1" = --outdir ] && out="$2"; shift; done
/bin/mkdir "$out" && printf '\\357\\273\\277正文' > "$out/in.txt"
"""
    install(programs, "soffice", office)
    assert extract(broken(tmp_path)).text == "正文"


def test_without_other_programs_the_reason_stays(tmp_path: Path) -> None:
    assert reason_of(broken(tmp_path)) is QuarantineReason.CORRUPT


def test_other_programs_are_not_asked_about_what_is_encrypted(
    tmp_path: Path, programs: Path
) -> None:
    install(programs, "antiword", "echo should not be asked")
    path = write_ole(tmp_path / "a.doc", word97("x\r", flags=0x0100))
    assert reason_of(path) is QuarantineReason.ENCRYPTED


def test_a_program_that_hangs_ends_with_what_it_started(tmp_path: Path, programs: Path) -> None:
    mark = tmp_path / "child"
    install(programs, "antiword", f"/bin/sleep 600 & echo $! > {mark}; wait")
    seconds = 0.5
    while not mark.exists() or not mark.read_text():  # a slow machine takes longer to start it
        assert convert(broken(tmp_path), seconds=seconds) is None
        seconds *= 2
    child = int(mark.read_text())
    assert until(lambda: is_dead(child))


def is_dead(process: int) -> bool:
    """Gone, or waiting to be reaped by an init that a container may not have."""
    try:
        return psutil.Process(process).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_forms_show_what_was_chosen_and_ticked(tmp_path: Path) -> None:
    datas = [
        form_data(2, 1, 0, ("居民", "经营")),
        form_data(2, 25, 0, ("居民", "经营")),  # untouched: the default
        form_data(1, 1, 0),
        form_data(1, 25, 0),
        form_data(0, 0, 0),  # a field of text shows its result
    ]
    names = ["FORMDROPDOWN", "FORMDROPDOWN", "FORMCHECKBOX", "FORMCHECKBOX", "FORMTEXT"]
    text, looks, place = "", [], 0
    for number, (name, data) in enumerate(zip(names, datas, strict=True)):
        text += f"{number}：\x13 {name} "
        looks.append((len(text), len(text) + 1, b"\x03\x6a" + place.to_bytes(4, "little")))
        text += "\x01\x14" + ("户0087" if name == "FORMTEXT" else "") + "\x15；"
        place += len(data)
    runs: list[tuple[int, int, bytes]] = []
    for start, end, look in looks:
        runs += [(runs[-1][1] if runs else 0, start, b""), (start, end, look)]
    streams = with_looks(word97(text + "\r"), runs, data=b"".join(datas))
    assert text_of(tmp_path, streams) == "0：经营；1：居民；2：☑；3：□；4：户0087；"
    streams["Data"] = streams["Data"][:90]  # cut
    assert "0：；" in text_of(tmp_path, streams)


def test_signs_typed_in_a_symbol_font(tmp_path: Path) -> None:
    text = "þ同意\uf0a8不同意\r"
    wingdings = bytes.fromhex("4f4a0100")  # sprmCRgFtc0
    runs = [(0, 1, wingdings), (1, 3, b""), (3, 4, wingdings), (4, len(text), b"")]
    streams = with_looks(word97(text), runs, fonts=("宋体", "Wingdings"))
    assert text_of(tmp_path, streams) == "☑同意□不同意"


def test_a_raised_figure_is_no_further_digit(tmp_path: Path) -> None:
    text = "取水100m3，体积6m³，注[1]\r"
    raised = bytes.fromhex("482a01")  # sprmCIss
    runs = [(0, 6, b""), (6, 7, raised), (7, 14, b""), (14, 17, raised), (17, len(text), b"")]
    streams = with_looks(word97(text), runs)
    assert text_of(tmp_path, streams) == "取水100m³，体积6m³，注[1]"
