"""The proxy of the guide (docs/operating.md): what it lets through, whom it counts together, and
what it says by itself. Where nginx is installed, the block runs as it stands there."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.urls import reverse

from awareness.people.devices import DEVICE_COOKIE

MEGABYTE = 1024 * 1024
BLOCK = re.compile(r"^```nginx\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MORE = re.compile(
    r"location = (\S+) \{[^\n]*\n +limit_conn files (\d+);\n +limit_conn all_files (\d+);"
    r"\n +client_max_body_size (\d+)m;\n +client_body_buffer_size (\d+)m;"
)
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
OF_EVERY_ANSWER = {
    "Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
    "Cross-Origin-Opener-Policy", "Cache-Control",
}  # fmt: skip
HSTS = "Strict-Transport-Security"
SIGN_IN = "/account/login/"


def block() -> str:
    """The file of nginx, as the guide has it."""
    guide = (settings.BASE_DIR / "docs" / "operating.md").read_text(encoding="utf-8")
    [found] = BLOCK.findall(guide)
    return found


def test_it_lets_through_what_the_site_takes():
    """And keeps a file in memory, as the site does."""
    found = {path: tuple(map(int, sizes)) for path, *sizes in MORE.findall(block())}
    taken = {path: size // MEGABYTE for path, size in settings.UPLOADS.items()}
    assert found == {path: (4, 10, size, size) for path, size in taken.items()}
    most = re.search(r"^    client_max_body_size (\d+)m;", block(), re.MULTILINE)
    assert int(most[1]) * MEGABYTE == settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def test_it_counts_by_the_cookies_that_the_site_gives():
    names = set(re.findall(r"\$cookie_(\w+)", block()))
    assert names == {settings.SESSION_COOKIE_NAME, DEVICE_COOKIE}
    assert reverse("account_login") == SIGN_IN


class Behind(BaseHTTPRequestHandler):
    """Stands for the site: says who asked what, with headers as the site sets them."""

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(503 if self.path == "/help/" else 200)
        for name in (*OF_EVERY_ANSWER, HSTS):
            self.send_header(name, "as the site says")
        body = f"{self.headers['Host']} {self.headers['X-Forwarded-For']}".encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *args) -> None:
        pass


def make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "awareness.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now).not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    form = serialization.PrivateFormat.PKCS8
    (folder / "key.pem").write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


class Proxy:
    """nginx with the block of the guide, on ports of its own, before a server that says little."""

    def __init__(self, folder: Path):
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        self.site = ThreadingHTTPServer(("127.0.0.1", 0), Behind)
        self.context = ssl.create_default_context(cafile=folder / "fullchain.pem")
        self.context.check_hostname = False

    def configure(self) -> list[str]:
        """Write the configuration, and the command that runs it."""
        lines = re.sub(r"^ *listen \[::\].*\n", "", block(), flags=re.MULTILINE)
        for there, here in (
            ("listen 80 ", f"listen 127.0.0.1:{self.plain} "),
            ("listen 443 ", f"listen 127.0.0.1:{self.tls} "),
            ("/etc/ssl/awareness", str(self.folder)),
            ("/var/log/nginx", str(self.folder)),
            ("127.0.0.1:8000", f"127.0.0.1:{self.site.server_port}"),
        ):
            assert there in lines
            lines = lines.replace(there, here)
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        places = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in kinds)
        user = "user root;\n" if os.geteuid() == 0 else ""
        file = self.folder / "nginx.conf"
        file.write_text(
            f"{user}daemon off;\nworker_processes 1;\npid {self.folder}/pid;\n"
            f"error_log {self.folder}/error.log;\nevents {{}}\nhttp {{\n{places}{lines}\n}}\n",
            encoding="utf-8",
        )
        return [NGINX, "-p", str(self.folder), "-e", f"{self.folder}/error.log", "-c", str(file)]

    def connect(self) -> HTTPSConnection:
        return HTTPSConnection("127.0.0.1", self.tls, context=self.context, timeout=60)

    def ask(self, method: str, path: str, cookie: str = "", **more) -> HTTPResponse:
        headers = {"Cookie": cookie} if cookie else {}
        with closing(self.connect()) as connection:
            connection.request(method, path, headers=headers, **more)
            answer = connection.getresponse()
            answer.body = answer.read()
            return answer


def wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx does not listen")


@contextmanager
def running(proxy: Proxy) -> Iterator[None]:
    command = proxy.configure()
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr
    Thread(target=proxy.site.serve_forever, args=[0.02], daemon=True).start()
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(proxy.tls)
            yield
        finally:
            process.terminate()
            proxy.site.shutdown()


@pytest.fixture
def proxy(tmp_path) -> Iterator[Proxy]:
    if NGINX is None:
        pytest.skip("nginx is not installed, so the guide's block was read and not run")
    make_certificate(tmp_path)
    there = Proxy(tmp_path)
    with closing(there.site.socket), running(there):
        yield there


def test_one_machine_of_an_office_does_not_shut_it_out_of_signing_in(proxy):
    """All of an office come from one address, as all of this test do."""
    with closing(proxy.connect()) as flood:
        for _ in range(5000):
            flood.request("POST", SIGN_IN, body="login=a", headers={"Cookie": "other=1"})
            answer = flood.getresponse()
            words = answer.read().decode()
            if answer.status != 200:
                break
    assert answer.status == 429
    assert "wait a" in words
    assert answer.headers["Content-Type"].startswith("text/html")

    for cookie in (f"{DEVICE_COOKIE}=abc:d:e", f"{settings.SESSION_COOKIE_NAME}=abc"):
        assert proxy.ask("POST", SIGN_IN, cookie).status == 200
    assert proxy.ask("GET", SIGN_IN).status == 200
    assert proxy.ask("POST", "/remark/").status == 200


def test_a_known_device_that_sends_too_much_is_refused_alone(proxy):
    answers = [None]
    with closing(proxy.connect()) as flood:
        while answers[-1] != 429 and len(answers) < 5000:
            flood.request("POST", SIGN_IN, headers={"Cookie": f"{DEVICE_COOKIE}={'a' * 70}"})
            answer = flood.getresponse()
            answer.read()
            answers.append(answer.status)
    assert answers[-1] == 429
    assert proxy.ask("POST", SIGN_IN).status == 200
    assert proxy.ask("POST", SIGN_IN, f"{DEVICE_COOKIE}={'b' * 70}").status == 200


def test_files_on_their_way_are_few(proxy):
    """A stranger who begins to send files holds four of them, not hundreds."""
    paths = [*settings.UPLOADS, next(iter(settings.UPLOADS))]
    begun = b"Host: awareness.example\r\nContent-Length: 4000000\r\n\r\nbegun"
    with ExitStack() as slow:
        for path in paths[:4]:
            raw = slow.enter_context(socket.create_connection(("127.0.0.1", proxy.tls)))
            wrapped = slow.enter_context(proxy.context.wrap_socket(raw))
            wrapped.sendall(f"POST {path} HTTP/1.1\r\n".encode() + begun)
        until = time.monotonic() + 30
        while (refused := proxy.ask("POST", paths[4], body=b"x")).status != 429:
            assert time.monotonic() < until
        assert b"wait a" in refused.body
        assert proxy.ask("POST", SIGN_IN).status == 200


def own_answers(proxy: Proxy) -> dict[int, HTTPResponse]:
    """One of each kind that nginx makes without asking the site, by status."""
    with closing(HTTPConnection("127.0.0.1", proxy.plain)) as plain:
        plain.request("GET", "/help/?a=b", headers={"Host": "elsewhere.example"})
        to_https = plain.getresponse()
        to_https.read()
    answers = [
        proxy.ask("POST", "/", body=b"x" * 2 * MEGABYTE),
        proxy.ask("GET", "/" + "x" * 9000),
    ]
    with closing(proxy.connect()) as connection:
        connection.putrequest("GET", "/", skip_host=True)
        connection.endheaders()
        answers.append(connection.getresponse())
        answers[-1].read()
    proxy.site.shutdown()
    proxy.site.socket.close()
    answers.append(proxy.ask("GET", "/"))
    return {answer.status: answer for answer in [to_https, *answers]}


@pytest.mark.once
def test_what_it_says_by_itself_has_the_headers_of_the_site(proxy, client, db):
    of_site = client.get("/", secure=True).headers
    passed = proxy.ask("GET", "/help/")
    assert passed.status == 503
    assert passed.body == b"127.0.0.1 127.0.0.1"
    for name in (*OF_EVERY_ANSWER, HSTS):
        assert passed.headers.get_all(name) == ["as the site says"]

    answers = own_answers(proxy)
    assert set(answers) >= {301, 400, 413, 414, 502}
    assert answers[301].headers["Location"] == "https://awareness.example/help/?a=b"
    assert answers[301].headers[HSTS] is None
    for status, answer in answers.items():
        for name in OF_EVERY_ANSWER - {"Content-Security-Policy"}:
            assert answer.headers.get_all(name) == [of_site[name]], (status, name)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "includeSubDomains" in answer.headers.get(HSTS, "") or status == 301
        assert answer.headers["Server"] == "nginx"
    for status in (413, 502):
        assert b"Go back" in answers[status].body
