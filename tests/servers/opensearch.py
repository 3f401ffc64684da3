"""Three nodes of the genuine OpenSearch server, each a process of its own that can be killed."""

from __future__ import annotations

import hashlib
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
VERSION = "2.19.6"

# What Maven brings, by SHA-256: nothing else is run.
_SHA256 = {
    "opensearch-2.19.6.zip": "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293",
    "analysis-common-2.19.6.jar": (
        "187378844d92a043b935038f9ae168f7812f686b1c1c7128f8b97731baff8a1a"
    ),
    "lang-painless-2.19.6.jar": "e71e6c7ef99a6f5958cd0b25367acf472cc52cd49d29e13084c5ff0b5931f717",
    "opensearch-scripting-painless-spi-2.19.6.jar": (
        "84e545b968151739f1915cfd2db24bf873edfd317d2848b87b61d0d60ec70869"
    ),
    "antlr4-runtime-4.13.1.jar": "54665d2838cc66458343468efc539e454fc95b46a8a04b13c6ac43fc9be63505",
    "asm-9.7.jar": "adf46d5e34940bdf148ecdd26a9ee8eea94496a72034ff7141066b3eea5c4e9d",
    "asm-util-9.7.jar": "37a6414d36641973f1af104937c95d6d921b2ddb4d612c66c5a9f2b13fc14211",
    "asm-commons-9.7.jar": "389bc247958e049fc9a0408d398c92c6d370c18035120395d4cba1d9d9304b7a",
    "asm-tree-9.7.jar": "62f4b3bc436045c1acb5c3ba2d8ec556ec3369093d7f5d06c747eb04b56d52b1",
    "asm-analysis-9.7.jar": "7bc6bcbc21379948a0c8c467fb0f864206e5b818f6bc0b546872f5c9f941556f",
}

# Modules that the test distribution leaves out: class, what it extends, its jars.
_MODULES = {
    "lang-painless": (
        "org.opensearch.painless.PainlessPlugin",
        "",
        ("lang-painless", "opensearch-scripting-painless-spi", "antlr4", "asm"),
    ),
    "analysis-common": (
        "org.opensearch.analysis.common.CommonAnalysisPlugin",
        "lang-painless",
        ("analysis-common",),
    ),
}
_PAINLESS_POLICY = """grant {
  permission java.lang.RuntimePermission "createClassLoader";
  permission java.lang.RuntimePermission "getClassLoader";
};
"""
_START_SECONDS = 300


def server(folder: Path) -> Path:
    """The server, fetched into ``folder``, checked, unpacked with its modules."""
    fetched = folder / "fetched"
    command = ["mvn", "-B", "-ntp", "-q", "-f", str(_HERE / "pom.xml"), f"-Dout={fetched}"]
    subprocess.run([*command, "generate-resources"], check=True)
    for name, expected in _SHA256.items():
        found = hashlib.sha256((fetched / name).read_bytes()).hexdigest()
        assert found == expected, f"{name} is not what was pinned: {found}"
    with zipfile.ZipFile(fetched / f"opensearch-{VERSION}.zip") as packed:
        packed.extractall(folder)
    home = folder / f"opensearch-{VERSION}"
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    for name, (main, extends, jars) in _MODULES.items():
        place = home / "modules" / name
        place.mkdir(exist_ok=True)
        (place / "plugin-descriptor.properties").write_text(
            f"description={name}\nversion={VERSION}\nname={name}\nclassname={main}\n"
            f"java.version=11\nopensearch.version={VERSION}\nextended.plugins={extends}\n"
            "has.native.controller=false\ncustom.foldername=\n"
        )
        for jar in fetched.glob("*.jar"):
            if jar.name.startswith(jars):
                shutil.copy(jar, place)
    (home / "modules/lang-painless/plugin-security.policy").write_text(_PAINLESS_POLICY)
    return home


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node runs: the addresses at which it is asked and at which the other nodes reach it;
    what its command begins with; and what pulls its cable (False) and plugs it in."""

    asked: str = "127.0.0.1"
    reached: str = "127.0.0.1"
    prefix: tuple[str, ...] = ()
    connect: Callable[[bool], None] | None = None


class Node:
    def __init__(
        self,
        home: Path,
        root: Path,
        number: int,
        ports: list[tuple[int, int]],
        places: Sequence[Place],
        heap: int,
    ) -> None:
        self.http, transport = ports[number]
        self.place = places[number]
        self.is_connected = True
        self._home, self._root = home, root / f"n{number}"
        self.process: subprocess.Popen[bytes] | None = None
        for part in ("config/jvm.options.d", "data", "logs", "tmp"):
            (self._root / part).mkdir(parents=True)
        config = self._root / "config"
        # The server's own options log into its installation.
        config.joinpath("jvm.options").write_text(
            f"-Xms{heap}m\n-Xmx{heap}m\n-XX:+UseSerialGC\n-Djava.io.tmpdir=${{OPENSEARCH_TMPDIR}}\n"
        )
        config.joinpath("log4j2.properties").write_text(
            "appender.c.type=Console\nappender.c.name=c\nappender.c.layout.type=PatternLayout\n"
            "appender.c.layout.pattern=[%d][%p][%c{1}] %m%n\n"
            "rootLogger.level=warn\nrootLogger.appenderRef.c.ref=c\n"
        )
        reached = zip(places, ports, strict=True)
        seeds = json.dumps([f"{place.reached}:{port}" for place, (_, port) in reached])
        first = json.dumps([f"n{n}" for n in range(len(ports))])
        config.joinpath("opensearch.yml").write_text(
            f"cluster.name: policy-search-test\nnode.name: n{number}\n"
            f"network.host: {self.place.reached}\nhttp.host: {self.place.asked}\n"
            f"http.port: {self.http}\ntransport.port: {transport}\n"
            f"discovery.seed_hosts: {seeds}\ncluster.initial_cluster_manager_nodes: {first}\n"
            f"path.data: {self._root}/data\npath.logs: {self._root}/logs\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
        )

    def start(self) -> None:
        user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None  # it refuses root
        if user:
            for path in (self._root, *self._root.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        command = [str(self._home / "bin/opensearch")]
        if user and self.place.prefix:  # which only root can do: it is somebody else after it
            ids = (f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
            command = [*self.place.prefix, "setpriv", *ids, *command]
            user = None
        java = shutil.which("java")
        assert java is not None
        environment = {
            "PATH": os.environ["PATH"],
            "OPENSEARCH_JAVA_HOME": str(Path(java).resolve().parents[1]),
            "OPENSEARCH_PATH_CONF": str(self._root / "config"),
            "OPENSEARCH_TMPDIR": str(self._root / "tmp"),
        }
        with (self._root / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                env=environment,
                cwd="/",
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, how)
            self.process.wait()

    def still(self, still: bool) -> None:
        """Stopped where it stands: it answers nothing, and closes no connection."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP if still else signal.SIGCONT)

    def connect(self, connected: bool) -> None:
        """Its cable plugged in or pulled: it runs on, and nothing from it or to it arrives."""
        assert self.place.connect is not None
        self.is_connected = connected
        self.place.connect(connected)

    @property
    def url(self) -> str:
        return f"http://{self.place.asked}:{self.http}"

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def log(self) -> str:
        return (self._root / "log").read_text(errors="replace")[-3000:]


class OpenSearchCluster:
    """``places``: one a node, where they are not all on the loopback. ``heap``: of each, in MB."""

    def __init__(
        self, home: Path, count: int = 3, places: Sequence[Place] = (), heap: int = 512
    ) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="policy-search-opensearch-"))
        self._root.chmod(0o755)
        ports = free_ports(2 * count)
        pairs = list(zip(ports[::2], ports[1::2], strict=True))
        places = places or [Place()] * count
        self.nodes = [
            Node(home, self._root, number, pairs, places, heap) for number in range(count)
        ]
        self.hosts = tuple(node.url for node in self.nodes)
        for node in self.nodes:
            node.start()
        self.wait(count)

    def wait(self, count: int, status: str = "yellow") -> None:
        """Until so many nodes are one cluster of this status."""
        wanted = f"/_cluster/health?wait_for_nodes={count}&wait_for_status={status}&timeout=2s"
        until = time.monotonic() + _START_SECONDS
        while time.monotonic() < until:
            with suppress(OSError, AssertionError):
                health = self.ask("GET", wanted)
                if not health["timed_out"]:
                    return
            time.sleep(0.3)
        raise AssertionError(f"no cluster of {count}: {self.nodes[0].log()}")

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """By the first node that answers."""
        data = None if body is None else json.dumps(body).encode()
        head = {"Content-Type": "application/json"}
        for node in self.nodes:
            if node.is_running and node.is_connected:
                request = urllib.request.Request(f"{node.url}{path}", data, head, method=method)
                with suppress(OSError), urllib.request.urlopen(request, timeout=10) as answer:
                    return json.load(answer)
        raise AssertionError("no node answers")

    def node_named(self, name: str) -> Node:
        return self.nodes[int(name.removeprefix("n"))]

    @property
    def manager(self) -> Node:
        return self.node_named(self.ask("GET", "/_cat/cluster_manager?format=json")[0]["node"])

    def forget(self, prefix: str) -> None:
        """All indices of a library, and all points in time."""
        for path in ("/_search/point_in_time/_all", f"/{prefix}-*"):
            with suppress(AssertionError):
                self.ask("DELETE", path)

    def close(self) -> None:
        for node in self.nodes:
            node.kill(signal.SIGTERM)
        shutil.rmtree(self._root)


def free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for one in held:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports
