"""The guard: exact routes in one reading, everything else refused."""

from __future__ import annotations

import pytest

from gateway.errors import Refusal, Unauthorised
from gateway.web.auth import presented
from gateway.web.guard import ROUTES, Headers, check

CHAT = b"/v1/chat/completions"
HOST = (b"host", b"passerelle")
JSON = (b"content-type", b"application/json")
GOOD: Headers = [HOST, JSON, (b"content-length", b"2")]

REFUSED: dict[str, tuple[str, bytes, bytes, Headers, int]] = {
    "an unknown path": ("POST", b"/v1/files", b"", GOOD, 404),
    "a prefix of a route": ("POST", b"/v1/chat", b"", GOOD, 404),
    "a longer path": ("POST", CHAT + b"/", b"", GOOD, 404),
    "a doubled slash": ("POST", b"//v1/chat/completions", b"", GOOD, 404),
    "an encoded path": ("POST", b"/v1/chat%2fcompletions", b"", GOOD, 404),
    "dots in the path": ("POST", b"/v1/x/../chat/completions", b"", GOOD, 404),
    "an absolute address": ("POST", b"http://ailleurs/v1/chat/completions", b"", GOOD, 404),
    "upper case": ("POST", b"/V1/chat/completions", b"", GOOD, 404),
    "another method": ("PUT", CHAT, b"", GOOD, 405),
    "GET on a POST route": ("GET", CHAT, b"", GOOD, 405),
    "HEAD on a POST route": ("HEAD", CHAT, b"", GOOD, 405),
    "TRACE": ("TRACE", CHAT, b"", GOOD, 405),
    "a query": ("POST", CHAT, b"q=Dupont", GOOD, 400),
    "a query on messages": ("POST", b"/v1/messages", b"beta=false", GOOD, 400),
    "two uses": ("POST", CHAT, b"", [*GOOD, (b"x-usage", b"USG-1"), (b"x-usage", b"USG-1")], 400),
    "a use with prose": ("POST", CHAT, b"", [*GOOD, (b"x-usage", b"Mme Dupont")], 400),
    "an empty use": ("POST", CHAT, b"", [*GOOD, (b"x-usage", b"")], 400),
    "no Host": ("POST", CHAT, b"", [JSON], 400),
    "two Hosts": ("POST", CHAT, b"", [HOST, HOST, JSON], 400),
    "two lengths": ("POST", CHAT, b"", [*GOOD, (b"content-length", b"2")], 400),
    "a list of lengths": ("POST", CHAT, b"", [HOST, JSON, (b"content-length", b"2, 2")], 400),
    "a signed length": ("POST", CHAT, b"", [HOST, JSON, (b"content-length", b"+2")], 400),
    "length and coding": ("POST", CHAT, b"", [*GOOD, (b"transfer-encoding", b"chunked")], 400),
    "another coding": ("POST", CHAT, b"", [HOST, JSON, (b"transfer-encoding", b"gzip, chunked")], 400),
    "trailers": ("POST", CHAT, b"", [*GOOD, (b"trailer", b"x")], 400),
    "an upgrade": ("GET", b"/v1/models", b"", [HOST, (b"upgrade", b"websocket")], 426),
    "a compressed body": ("POST", CHAT, b"", [*GOOD, (b"content-encoding", b"gzip")], 415),
    "a form": ("POST", CHAT, b"", [HOST, (b"content-type", b"application/x-www-form-urlencoded")], 415),
    "multipart": ("POST", CHAT, b"", [HOST, (b"content-type", b"multipart/form-data; boundary=x")], 415),
    "plain text": ("POST", CHAT, b"", [HOST, (b"content-type", b"text/plain")], 415),
    "another charset": ("POST", CHAT, b"", [HOST, (b"content-type", b"application/json; charset=latin-1")], 415),
    "no content type": ("POST", CHAT, b"", [HOST], 415),
    "too many headers": ("POST", CHAT, b"", [*GOOD, *[(b"x-%d" % i, b"y") for i in range(64)]], 431),
    "too long headers": ("POST", CHAT, b"", [*GOOD, (b"x", b"y" * 20_000)], 431),
}


@pytest.mark.parametrize(("method", "path", "query", "headers", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_anything_but_a_plain_request_to_a_route_is_refused(
    method: str, path: bytes, query: bytes, headers: Headers, status: int
) -> None:
    """Each way of writing something else, or of writing it twice, has its refusal."""
    with pytest.raises(Refusal) as caught:
        check(method, path, query, headers)
    assert caught.value.status == status


@pytest.mark.parametrize("path", ROUTES)
def test_a_plain_request_to_a_route_passes(path: str) -> None:
    """What official clients send passes."""
    check(ROUTES[path], path.encode(), b"", [HOST, (b"content-type", b"application/json; charset=utf-8")])


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS"])
def test_head_and_options_are_harmless(method: str) -> None:
    """A list may be asked by HEAD, any route by OPTIONS; no other address answers either."""
    check(method, b"/v1/models", b"", [HOST])
    with pytest.raises(Refusal) as caught:
        check(method, b"/v1/files", b"", [HOST])
    assert caught.value.status == 404


def test_claude_code_may_say_beta() -> None:
    """The one query that a client of ours sends."""
    check("POST", b"/v1/messages", b"beta=true", GOOD)


def test_only_named_hosts_are_served_where_they_are_named() -> None:
    """With a list of hosts, a request for another one is refused."""
    check("POST", CHAT, b"", GOOD, ("passerelle",))
    with pytest.raises(Refusal):
        check("POST", CHAT, b"", GOOD, ("autre",))


@pytest.mark.parametrize(
    ("authorization", "api_key"), [(["Bearer k"], []), ([], ["k"]), (["Bearer k"], ["k"]), (["bearer  k "], [])]
)
def test_a_key_is_taken_from_either_header(authorization: list[str], api_key: list[str]) -> None:
    """OpenAI's, Mistral's and Anthropic's ways, and both when they agree."""
    assert presented(authorization, api_key) == "k"


@pytest.mark.parametrize(
    ("authorization", "api_key"),
    [([], []), (["Basic k"], []), (["Bearer "], []), (["Bearer k"], ["l"]), (["Bearer k", "Bearer l"], [])],
)
def test_no_key_or_two_keys_are_refused(authorization: list[str], api_key: list[str]) -> None:
    """There is one caller to a request."""
    with pytest.raises(Refusal) as caught:
        presented(authorization, api_key)
    assert isinstance(caught.value, Unauthorised) or caught.value.status == 400
