"""How much a request may carry: what is beyond it is refused in words, and not read."""

import io

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from awareness.middleware import MAX_ADDRESS_LETTERS

MEGABYTE = 1024 * 1024
ADDRESSES = ("account_login", "home:front", "workplace:help", "remark", "nowhere")
FORM = "multipart/form-data; boundary=x"


class Endless(io.RawIOBase):
    """A body as a server hands it over; counts what is read of it."""

    def __init__(self, begin: bytes = b""):
        self.begin, self.count = begin, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        part = self.begin[: len(buffer)] or b"a" * len(buffer)
        self.begin = self.begin[len(part) :]
        buffer[: len(part)] = part
        self.count += len(part)
        return len(part)


def send(path: str, stream: Endless, **environ) -> tuple[int, dict, str]:
    """One POST straight into the WSGI application, as a server makes it."""
    answered = {}

    def start_response(status, headers, *_):
        answered.update(status=int(status[:3]), headers=dict(headers))

    request = {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": stream, "wsgi.url_scheme": "http", "wsgi.errors": io.StringIO(),
        "CONTENT_TYPE": FORM, **environ,
    }  # fmt: skip
    response = WSGIHandler()(request, start_response)
    body = b"".join(response).decode()
    response.close()
    return answered["status"], answered["headers"], body


def path_of(name: str) -> str:
    return "/nowhere/" if name == "nowhere" else reverse(name)


def words(body: str) -> str:
    return " ".join(BeautifulSoup(body, "html.parser").main.get_text(" ").split())


@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize("length", [150 * MEGABYTE, 10**30, "0" * 30 + str(150 * MEGABYTE)])
def test_a_long_body_is_refused_unread(name, length, db):
    file = Endless(b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n')
    status, headers, body = send(path_of(name), file, CONTENT_LENGTH=str(length))
    assert (status, file.count) == (413, 0)
    assert "nothing of it was read" in words(body)
    assert "default-src 'none'" in headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_body_that_does_not_say_its_length_is_refused_unread(name, db):
    stream = Endless()
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    status, _headers, body = send(path_of(name), stream, **chunked)
    assert (status, stream.count) == (411, 0)
    assert "Nothing of it was read" in words(body)


@pytest.mark.parametrize("length", ["-1", "1_000", "٣", "1e9", "x"])
def test_a_length_is_a_number(length, db):
    stream = Endless()
    assert send("/account/login/", stream, CONTENT_LENGTH=length)[0] == 400
    assert stream.count == 0


@pytest.mark.parametrize("path", settings.UPLOADS)
def test_a_page_that_takes_files_says_how_large_they_may_be(path, db):
    megabytes = settings.UPLOADS[path] // MEGABYTE - 1
    session = {"HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}=x"}
    file = Endless()
    status, _headers, body = send(path, file, CONTENT_LENGTH=str(2 * 1024**3), **session)
    assert (status, file.count) == (413, 0)
    assert f"{megabytes} MB" in words(body)


def test_only_the_page_of_lists_takes_a_file(client, db):
    """A file that is short enough is not kept anywhere else: the form is refused."""
    for name in ("account_login", "account_reset_password"):
        file = io.BytesIO(b"words")
        file.name = "words.txt"
        response = client.post(reverse(name), {"login": "a", "file": file})
        assert response.status_code == 400
        assert "could not be read" in words(response.content.decode())


def test_more_fields_than_any_form_has_are_refused(client, db):
    url, most = reverse("account_login"), settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    sent = dict.fromkeys(map(str, range(most + 5)), "1")
    assert client.post(url, sent).status_code == 400
    body = "&".join(f"{name}=1" for name in sent)
    kind = "application/x-www-form-urlencoded"
    assert client.post(url, body, content_type=kind).status_code == 400


def test_the_longest_text_of_a_form_is_let_in(client, db):
    """Sixty thousand letters of three bytes, each sent as nine."""
    response = client.post(
        reverse("account_login"), "login=" + "%E2%82%AC" * 60_000,
        content_type="application/x-www-form-urlencoded",
    )  # fmt: skip
    assert response.status_code == 200


def test_a_long_address_is_refused_in_words(client, db):
    response = client.get("/library/search/", {"q": "a" * MAX_ADDRESS_LETTERS})
    assert response.status_code == 414
    assert "search for fewer words" in words(response.content.decode())
    assert client.get("/account/login/", {"q": "a" * 2000}).status_code == 200
