"""Other programs that read .doc, where they are installed: antiword, then LibreOffice.

For the damaged files that our own reader refuses. They run as children of the fenced worker, in
a process group and a folder of their own, under a time limit; macros, links to other files and
the network are switched off in LibreOffice's profile.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_RESTART = 81
# Characters of writing: ASCII, Greek and Cyrillic, general punctuation, and all of East Asia.
_USUAL = re.compile(
    "[!-~\u0370-\u052f\u2010-\u203f\u2190-\u27bf\u2e80-\ud7ff\uf900-\ufaff\ufe30-\uffef]"
)
_LEAST_USUAL = 0.9
# LibreOffice's settings (registrymodifications.xcu): no macros, no links, a proxy that is none.
_SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)


@dataclass(frozen=True, slots=True)
class Converted:
    """The text that a program made of a file, one paragraph a line."""

    program: str
    text: str


def convert(path: Path, seconds: float) -> Converted | None:
    """What the first program makes of the file within ``seconds`` each; None where none is
    installed or can read it."""
    with tempfile.TemporaryDirectory(prefix="convert-") as folder:
        for program, run in (("antiword", _antiword), ("libreoffice", _libreoffice)):
            text = run(path, Path(folder), seconds)
            if text and _is_text(text):
                return Converted(program, text)
    return None


def _is_text(text: str) -> bool:
    """Of a damaged file LibreOffice shows the bytes, as text of accented letters and signs."""
    shown = [c for c in text if not c.isspace()]
    usual = sum(_USUAL.match(c) is not None for c in shown)
    return bool(shown) and usual >= _LEAST_USUAL * len(shown)


def _antiword(path: Path, folder: Path, seconds: float) -> str | None:
    command = shutil.which("antiword")
    if command is None:
        return None
    output = folder / "antiword.txt"
    arguments = (command, "-m", "UTF-8.txt", "-w", "0", str(path.absolute()))
    return _text(output) if _run(arguments, folder, seconds, output) == 0 else None


def _libreoffice(path: Path, folder: Path, seconds: float) -> str | None:
    command = _office()
    if command is None:
        return None
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_profile(), "utf-8")
    copy = folder / "in.doc"  # a plain name, and no lock file beside the original
    shutil.copyfile(path, copy)
    arguments = (
        command,
        f"-env:UserInstallation=file://{profile.parent}",
        "--headless",
        "--norestore",
        "--convert-to",
        "txt:Text (encoded):UTF8",
        "--outdir",
        str(folder / "out"),
        str(copy),
    )
    log = folder / "libreoffice.log"
    code = _run(arguments, folder, seconds, log)
    if code == _RESTART:  # asked for on the first start with a profile
        code = _run(arguments, folder, seconds, log)
    return _text(folder / "out" / "in.txt") if code == 0 else None


def _office() -> str | None:
    """The office program itself: its start script would leave a child behind when killed."""
    script = shutil.which("soffice")
    if script is None:
        return None
    program = Path(script).resolve().with_name("soffice.bin")
    return str(program) if program.exists() else script


def _profile() -> str:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">' + items + "</oor:items>"
    )


def _run(arguments: Sequence[str], folder: Path, seconds: float, output: Path) -> int | None:
    """The program's exit code, None where it took too long; what it started ends with it."""
    with output.open("wb") as file:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            start_new_session=True,
        )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _text(path: Path) -> str | None:
    if not path.exists():
        return None
    return path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
