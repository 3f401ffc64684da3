"""The fence: whatever a parser does to its worker, its file is told why, and the rest goes on."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from indexer.extractors.base import Limits
from indexer.extractors.fence import fence
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.extractors.fence.understanding import Given, Read, Text
from indexer.model import ExtractedDocument, SourceFile
from indexer.model.errors import Quarantined, QuarantineReason
from tests.indexer.extractors.misbehaving import MisbehavingReader
from tests.waiting import PATIENCE, until

FORMATS = "tests.indexer.extractors.misbehaving"
ROOT = Path(__file__).parents[4]


def _limits(seconds: float = PATIENCE, **content: int) -> FenceLimits:
    return FenceLimits(
        seconds=seconds,
        file_bytes=1_000_000,
        worker_bytes=300 * 2**20,
        content=Limits(**content),  # type: ignore[arg-type]
    )


def _file(folder: Path, name: str, content: str | bytes) -> SourceFile:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    seen = path.stat()
    return SourceFile(path, name, seen.st_size, seen.st_mtime_ns)


def _run(
    files: list[SourceFile], limits: FenceLimits, folder: Path, workers: int = 2
) -> dict[str, ExtractedDocument | Quarantined]:
    results: dict[str, ExtractedDocument | Quarantined] = {}
    with Fence(limits, workers=workers, folder=folder / "work", formats=FORMATS) as fence:
        for file, result in fence.extract_all(files):
            assert file.name not in results
            results[file.name] = result
    return results


def _reason(result: ExtractedDocument | Quarantined) -> QuarantineReason | None:
    return result.reason if isinstance(result, Quarantined) else None


def test_each_misbehaviour_has_its_reason_and_the_others_go_on(tmp_path: Path) -> None:
    commands = {
        "segfault": QuarantineReason.CRASHED,
        "exit 3": QuarantineReason.CRASHED,
        "sysexit": QuarantineReason.CORRUPT,
        "bloat": QuarantineReason.MEMORY,
        "bloat-at-once": QuarantineReason.MEMORY,
        "bad-alloc": QuarantineReason.MEMORY,
        "insufficient": QuarantineReason.MEMORY,
        "recurse": QuarantineReason.CORRUPT,
        "raise": QuarantineReason.CORRUPT,
        "refuse": QuarantineReason.ENCRYPTED,
        "grow": QuarantineReason.CHANGED,
        "nothing": QuarantineReason.NO_TEXT,
    }
    files = []
    expected: dict[str, QuarantineReason | None] = {}
    for number, (command, reason) in enumerate(commands.items()):
        expected[f"{number}-bad.txt"] = reason
        files.append(_file(tmp_path, f"{number}-bad.txt", command))
        expected[f"{number}-good.txt"] = None
        files.append(_file(tmp_path, f"{number}-good.txt", f"say 第{number}号文件正文"))
    results = _run(files, _limits(), tmp_path)
    assert {name: _reason(result) for name, result in results.items()} == expected
    good = results["0-good.txt"]
    assert isinstance(good, ExtractedDocument)
    assert good.text == "第0号文件正文"


@pytest.mark.parametrize("command", ["sleep 6000", "spin", "child 6000"])
def test_what_hangs_is_ended_with_all_it_started(tmp_path: Path, command: str) -> None:
    hangs, good = _file(tmp_path, "hangs.txt", command), _file(tmp_path, "good.txt", "say 正文")
    with Fence(_limits(2.0), workers=1, folder=tmp_path / "work", formats=FORMATS) as fence:
        ((_, result),) = fence.extract_all([hangs])
        assert _reason(result) is QuarantineReason.TIMEOUT
        fence._limits, fence._clock_seconds = (
            _limits(),
            PATIENCE,
        )  # as long as a loaded machine needs for the next
        ((_, result),) = fence.extract_all([good])
        assert _reason(result) is None
    assert _workers_of(psutil.Process()) == []


def test_a_users_message_holds_no_trace_of_the_parsers_error(tmp_path: Path) -> None:
    result = _run([_file(tmp_path, "a.txt", "raise")], _limits(), tmp_path)["a.txt"]
    assert isinstance(result, Quarantined)
    assert str(result) == "文件损坏或不完整: ZeroDivisionError"
    assert result.path == "a.txt"


def test_files_that_are_not_what_the_walk_saw(tmp_path: Path) -> None:
    changed = _file(tmp_path, "changed.txt", "say 一")
    changed.path.write_text("say 二二")
    gone = _file(tmp_path, "gone.txt", "say 一")
    gone.path.unlink()
    swapped = _file(tmp_path, "swapped.txt", "say 一")
    swapped.path.unlink()
    os.mkfifo(swapped.path)
    results = _run([changed, gone, swapped], _limits(), tmp_path)
    assert {name: _reason(result) for name, result in results.items()} == {
        "changed.txt": QuarantineReason.CHANGED,
        "gone.txt": QuarantineReason.MISSING,
        "swapped.txt": QuarantineReason.NOT_REGULAR,
    }


def test_sizes_in_and_out_are_limited(tmp_path: Path) -> None:
    files = [
        _file(tmp_path, "big.txt", "say " + "x" * 1_000_000),
        _file(tmp_path, "long.txt", "long " + "字" * 50),
        _file(tmp_path, "empty.txt", ""),
        _file(tmp_path, "fits.txt", "say " + "字" * 50),
    ]
    results = _run(files, _limits(characters=100), tmp_path)
    assert {name: _reason(result) for name, result in results.items()} == {
        "big.txt": QuarantineReason.TOO_LARGE,
        "long.txt": QuarantineReason.OUTPUT_TOO_LARGE,
        "empty.txt": QuarantineReason.EMPTY,
        "fits.txt": None,
    }


def test_an_unknown_format_is_told(tmp_path: Path) -> None:
    result = _run([_file(tmp_path, "a.bin", bytes(range(32)) * 9)], _limits(), tmp_path)["a.bin"]
    assert _reason(result) is QuarantineReason.UNSUPPORTED


def test_a_wrong_extension_is_read_and_told(tmp_path: Path) -> None:
    result = _run([_file(tmp_path, "a.pdf", "say 正文")], _limits(), tmp_path)["a.pdf"]
    assert isinstance(result, ExtractedDocument)
    assert result.warnings == ("扩展名 .pdf 与内容不符，按内容读取",)


def test_every_result_is_marked_for_quality(tmp_path: Path) -> None:
    result = _run([_file(tmp_path, "a.txt", "say 通知\ufffd")], _limits(), tmp_path)["a.txt"]
    assert isinstance(result, ExtractedDocument)
    assert result.quality.mapped < 0.98
    assert result.quality.doubtful


# ---------------------------------------------------------------- understanding


def _texts(*commands: str) -> list[Text]:
    return [Text(c, None, Given(f"{n}.txt", {})) for n, c in enumerate(commands)]


def test_what_a_text_does_to_its_reader_costs_that_text(tmp_path: Path) -> None:
    commands = {
        "exit 3": QuarantineReason.CRASHED,
        "一 正文": None,
        "bloat-at-once": QuarantineReason.MEMORY,
        "bloat": QuarantineReason.MEMORY,
        "raise": QuarantineReason.CRASHED,
        "refuse": QuarantineReason.ENCRYPTED,
        "recurse": QuarantineReason.CRASHED,
        "二 正文": None,
    }
    folder = tmp_path / "work"
    reader = MisbehavingReader()
    with Fence(_limits(), workers=1, folder=folder, formats=FORMATS, reader=reader) as fence:
        results = list(fence.understand_all(_texts(*commands)))
    assert [r.reason if isinstance(r, Quarantined) else None for r in results] == list(
        commands.values()
    )
    assert str(results[4]) == "解析进程崩溃: 理解文字时出错（ZeroDivisionError）"
    assert results[7].document.text == "二 正文"  # type: ignore[union-attr]


def test_what_works_too_long_ends_by_its_processor_time(tmp_path: Path) -> None:
    """By the clock alone a file would be lost where others keep the machine busy."""
    spins = _file(tmp_path, "spins.txt", "spin")
    folder = tmp_path / "work"
    limits = dataclasses.replace(_limits(), seconds=1.0)
    with Fence(limits, workers=1, folder=folder, formats=FORMATS) as fence:
        fence._clock_seconds = PATIENCE
        ((_, result),) = fence.extract_all([spins])
    assert isinstance(result, Quarantined)
    assert str(result).endswith("超过 1 秒处理器时间，可提高设置 FILE_SECONDS 后再次入库")


def test_a_text_that_is_understood_for_ever_is_ended(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    reader = MisbehavingReader()
    file = _file(tmp_path, "a.txt", "say spin 1")
    with Fence(_limits(2.0), workers=2, folder=folder, formats=FORMATS, reader=reader) as fence:
        (text,) = fence.understand_all(_texts("spin"))
        ((_, read),) = fence.read_all([file], lambda file: Given(file.name, {}))
    assert isinstance(text, Quarantined)
    assert isinstance(read, Quarantined)
    assert (text.reason, read.reason) == (QuarantineReason.TIMEOUT,) * 2


def test_texts_come_in_their_order_and_are_drawn_a_few_bundles_ahead(tmp_path: Path) -> None:
    drawn = 0

    def texts() -> Iterator[Text]:
        nonlocal drawn
        for number in range(2000):
            drawn += 1
            yield Text(f"{number} 正文", None, Given("a", {}))

    folder, reader = tmp_path / "work", MisbehavingReader()
    with Fence(_limits(), workers=2, folder=folder, formats=FORMATS, reader=reader) as fence:
        results = fence.understand_all(texts())
        first = [next(results) for _ in range(120)]
        assert drawn < 500
        numbers = [r.document.text for r in first if isinstance(r, Read)]
    assert numbers == [f"{number} 正文" for number in range(120)]


# ---------------------------------------------------------------- archives


def _zip(path: Path, members: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path.read_bytes()


def test_the_members_of_an_archive_are_files_of_their_own(tmp_path: Path) -> None:
    inner = _zip(tmp_path / "inner.zip", {"深.txt": "say 里层正文".encode()})
    members = {"文件/甲.txt": "say 甲的正文".encode(), "坏.txt": b"segfault", "内.zip": inner}
    outer = _file(tmp_path, "外.zip", _zip(tmp_path / "outer.zip", members))
    texts: dict[str, str] = {}
    with Fence(_limits(), workers=2, folder=tmp_path / "work", formats=FORMATS) as fence:
        for file, result in fence.extract_all([outer]):
            texts[file.name] = (
                result.text if isinstance(result, ExtractedDocument) else result.reason.value
            )
            # The copy opens as long as its result is the current one.
            assert file.path.stat().st_size == file.size
        assert [path.name for path in (tmp_path / "work").glob("*/*")] == []
    assert texts == {
        "外.zip!/文件/甲.txt": "甲的正文",
        "外.zip!/坏.txt": "crashed",
        "外.zip!/内.zip!/深.txt": "里层正文",
    }


def test_archives_too_deep_and_empty_ones_are_told_under_their_own_name(tmp_path: Path) -> None:
    deep = _zip(tmp_path / "a.zip", {"a.txt": b"say x"})
    for level in range(3):
        deep = _zip(tmp_path / f"{level}.zip", {"x.zip": deep})
    files = [
        _file(tmp_path, "deep.zip", deep),
        _file(tmp_path, "void.zip", _zip(tmp_path / "e.zip", {})),
    ]
    results = _run(files, _limits(nesting=2), tmp_path)
    assert {name: _reason(result) for name, result in results.items()} == {
        "deep.zip!/x.zip!/x.zip": QuarantineReason.NESTING,
        "void.zip": QuarantineReason.EMPTY,
    }


# ---------------------------------------------------------------- the run as a whole


def test_files_are_drawn_only_a_few_ahead(tmp_path: Path) -> None:
    drawn = 0

    def files() -> Iterator[SourceFile]:
        nonlocal drawn
        for number in range(100):
            drawn += 1
            yield _file(tmp_path, f"{number}.txt", "say 正文")

    with Fence(_limits(), workers=2, folder=tmp_path / "work", formats=FORMATS) as fence:
        results = fence.extract_all(files())
        next(results)
        assert drawn <= 12
        results.close()


def test_all_files_come_once_and_workers_are_kept(tmp_path: Path) -> None:
    files = [_file(tmp_path, f"{n}.txt", f"say 正文{n}") for n in range(60)]
    with Fence(_limits(), workers=2, folder=tmp_path / "work", formats=FORMATS) as fence:
        names = []
        workers: set[int] = set()
        for file, _ in fence.extract_all(iter(files)):
            names.append(file.name)
            workers.update(worker.pid for worker in _workers_of(psutil.Process()))
    assert sorted(names) == sorted(file.name for file in files)
    assert len(workers) <= 2


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    _run([_file(tmp_path, "a.txt", "litter 正文")], _limits(), tmp_path)
    assert list((tmp_path / "work").iterdir()) == []
    assert _workers_of(psutil.Process()) == []


def test_a_fence_is_used_inside_its_block(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        next(Fence(_limits()).extract_all([_file(tmp_path, "a.txt", "say 正文")]))


_SCRIPT = """
import sys
from pathlib import Path
from indexer.extractors.fence.fence import Fence, FenceLimits
from indexer.intake.sources import walk

def main():
    folder = Path(sys.argv[1])
    with Fence(FenceLimits(), workers=2, folder=folder / "work", formats={formats!r}) as fence:
        print("ready", flush=True)
        for file, result in fence.extract_all(walk([folder / "in"])):
            print(file.name, flush=True)

if __name__ == "__main__":
    main()
"""


@pytest.mark.parametrize(
    ("sent", "cleaned"), [(signal.SIGINT, True), (signal.SIGTERM, False), (signal.SIGKILL, False)]
)
def test_workers_end_with_the_run_however_it_ends(
    tmp_path: Path, sent: signal.Signals, cleaned: bool
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "run.py").write_text(_SCRIPT.format(formats=FORMATS))
    for number in range(4):
        _file(tmp_path / "in", f"{number}.txt", "sleep 6000")
    run = subprocess.Popen(
        [sys.executable, str(tmp_path / "run.py"), str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert run.stdout is not None
    run.stdout.readline()
    parent = psutil.Process(run.pid)
    assert until(lambda: len(_workers_of(parent)) == 2)
    family = parent.children(recursive=True)
    run.send_signal(sent)
    run.stdout.close()
    run.wait(timeout=PATIENCE)
    _, alive = psutil.wait_procs(family, timeout=PATIENCE)
    assert alive == []
    assert (list((tmp_path / "work").iterdir()) == []) is cleaned
    with Fence(_limits(), workers=1, folder=tmp_path / "work", formats=FORMATS):
        left = [path.name for path in (tmp_path / "work").iterdir()]
    assert all(f"-{os.getpid()}-" in name for name in left)  # the dead run's was swept


def _workers_of(process: psutil.Process) -> list[psutil.Process]:
    """The forked workers: what the fork server has started."""
    found = []
    for child in process.children():
        try:
            if "forkserver" in " ".join(child.cmdline()):
                found.extend(child.children())
        except psutil.NoSuchProcess:
            continue
    return [worker for worker in found if worker.status() != psutil.STATUS_ZOMBIE]


def test_a_long_scan_is_read_on_until_nothing_is_left(tmp_path: Path) -> None:
    files = [_file(tmp_path, "a.txt", "scan 3"), _file(tmp_path, "b.txt", "stuck 2")]
    results = _run(files, _limits(), tmp_path)
    left = {name: getattr(result, "unread", None) for name, result in results.items()}
    assert left == {"a.txt": 0, "b.txt": 2}


def test_a_long_scan_ends_with_what_it_has_when_its_time_is_over(tmp_path: Path) -> None:
    limits = dataclasses.replace(_limits(), scan_seconds=0.0)
    results = _run([_file(tmp_path, "a.txt", "scan 3")], limits, tmp_path)
    assert getattr(results["a.txt"], "unread", None) == 2


@pytest.mark.parametrize(("free", "workers"), [(16 << 30, 4), (1400 << 20, 2), (100 << 20, 1)])
def test_workers_that_recognise_are_bounded_by_memory(
    monkeypatch: pytest.MonkeyPatch, free: int, workers: int
) -> None:
    memory = SimpleNamespace(available=free)
    monkeypatch.setattr(fence.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(fence.psutil, "virtual_memory", lambda: memory)
    monkeypatch.setattr(fence, "is_available", lambda: True)
    assert fence._as_many_as_fit(Limits()) == workers
    assert fence._as_many_as_fit(Limits(ocr=False)) == 4


def test_pages_that_were_done_before_the_time_ended_a_reading_are_read(tmp_path: Path) -> None:
    """Two readings each keep a page before they end, the third none: what is kept is the text."""
    limits = dataclasses.replace(_limits(), seconds=1.0)
    with Fence(limits, workers=1, folder=tmp_path / "work", formats=FORMATS) as fence:
        fence._clock_seconds = PATIENCE
        ((file, result),) = fence.extract_all([_file(tmp_path, "a.txt", "dense 2")])
        assert fence.pages_kept(file) == 2
    assert getattr(result, "unread", None) == 1
