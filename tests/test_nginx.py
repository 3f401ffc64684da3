"""deploy/nginx.conf before two hosts, by nginx itself where it is installed."""

from __future__ import annotations

import http.server
import os
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

CONF = Path(__file__).parents[1] / "deploy" / "nginx.conf"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")

pytestmark = pytest.mark.skipif(
    not (NGINX and shutil.which("openssl")), reason="NO NGINX HERE (Debian: apt install nginx)"
)


class Host(http.server.BaseHTTPRequestHandler):
    """Answers with what it was asked; the server counts, and may be unable to answer."""

    protocol_version = "HTTP/1.1"
    server: Counting

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        body = f"{self.headers['Host']} {self.headers['X-Forwarded-For']}".encode()
        self.send_response(503 if self.server.is_down else 200)
        if self.path.startswith("/search"):
            self.send_header("ETag", 'W/"1"')
            self.send_header("Cache-Control", "no-cache")
        if self.path == "/sign-in":
            self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


class Counting(http.server.ThreadingHTTPServer):
    is_down = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Host)
        self.asked: list[str] = []


@contextmanager
def running() -> Iterator[Counting]:
    server = Counting()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Proxy:
    def __init__(self, port: int, hosts: list[Counting]) -> None:
        self._port, self.hosts = port, hosts
        self._trusting = ssl.create_default_context()
        self._trusting.check_hostname = False
        self._trusting.verify_mode = ssl.CERT_NONE

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        request = urllib.request.Request(f"https://127.0.0.1:{self._port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20, context=self._trusting) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    @property
    def asked(self) -> list[str]:
        return [path for host in self.hosts for path in host.asked]


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Proxy]:
    with ExitStack() as held:
        hosts = [held.enter_context(running()) for _ in range(2)]
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        certificate = ["openssl", "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2"]
        files = ["-keyout", "policies.key", "-out", "policies.pem", "-subj", "/CN=localhost"]
        subprocess.run([*certificate, *files], cwd=tmp_path, check=True, capture_output=True)
        text = CONF.read_text("utf-8")
        line = "server 127.0.0.1:8000 max_fails=3 fail_timeout=5s;"
        assert line in text
        each = [line.replace("8000", str(host.server_address[1])) for host in hosts]
        for given, ours in (
            (line, " ".join(each)),
            ("listen 443", f"listen 127.0.0.1:{port}"),
            ("/etc/ssl/", f"{tmp_path}/"),
            ("/var/cache/nginx/policy-search", f"{tmp_path}/cache"),
        ):
            text = text.replace(given, ours)
        places = "".join(
            f"{kind}_temp_path {tmp_path}/{kind};"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        main = f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/errors; worker_processes 1;"
        if os.geteuid() == 0:  # its workers would be nobody, who may not enter pytest's folder
            main = f"user root root; {main}"
        conf = tmp_path / "main.conf"
        conf.write_text(
            f"{main} events {{}} http {{ access_log off; {places} include site.conf; }}"
        )
        (tmp_path / "site.conf").write_text(text)
        process = subprocess.Popen([str(NGINX), "-c", str(conf), "-e", str(tmp_path / "errors")])
        held.callback(process.wait)
        held.callback(process.terminate)
        made = Proxy(port, hosts)
        while True:
            assert process.poll() is None, (tmp_path / "errors").read_text()
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.02)
        yield made


def test_tls_ends_at_the_proxy_and_the_hosts_know_who_asks(proxy: Proxy) -> None:
    assert proxy.get("/", Host="policies.example.cn") == (200, "policies.example.cn 127.0.0.1")


def test_a_search_is_kept_for_each_name_of_the_host_and_what_is_personal_is_not(
    proxy: Proxy,
) -> None:
    for _ in range(5):
        assert proxy.get("/search?q=a")[0] == 200
    # Two seconds may pass on a slow machine, but not at each of them.
    assert proxy.asked.count("/search?q=a") < 5
    assert proxy.get("/search?q=a", Host="other.example")[1].startswith("other.example")
    for path, headers in (
        ("/sign-in", {}),
        ("/ready", {}),
        ("/search?q=b", {"Authorization": "Bearer x"}),
        ("/search?q=c", {"Cookie": "session=x"}),
    ):
        for _ in range(3):
            assert proxy.get(path, **headers)[0] == 200
        assert proxy.asked.count(path) == 3, path


def test_a_host_that_cannot_answer_is_not_noticed(proxy: Proxy) -> None:
    proxy.hosts[0].is_down = True
    assert [proxy.get(f"/search?q={n}")[0] for n in range(6)] == [200] * 6
    proxy.hosts[1].is_down = True
    assert proxy.get("/search?q=none")[0] in (502, 503)


def test_one_address_is_limited_and_figures_are_not_told(proxy: Proxy) -> None:
    assert proxy.get("/api/v1/metrics")[0] == 403
    # Far more than may come at once, by many at once: some are told to wait, none is an error.
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.extend(proxy.get("/x")[0] for _ in range(15)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) <= {200, 429}
