"""The server in the network: what is asked, and what is taken from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.adapters.openai_server import OpenAiServer
from appliance.interfaces import GenerationOptions
from tests.field import field_text
from tests.unit.adapters.chat_rig import (
    MODEL,
    QUESTION,
    TIMEOUT_S,
    Chat,
    Connection,
    chat_server,
    complaint,
    event,
    hangs_after,
    head,
    lists,
    reply,
    says,
    status,
    streams,
)
from tests.unit.watched_thread import running

SECRET = "sk-very-secret"


@pytest.fixture
def chat() -> Iterator[Chat]:
    with chat_server() as serving:
        yield serving


def test_a_reply_comes_piece_by_piece_of_the_first_model_that_is_listed(chat: Chat) -> None:
    server = OpenAiServer(chat.url)
    assert reply(server) == ["Paris", "."]
    assert server.model == MODEL
    listed, asked = chat.requests
    assert (listed.method, listed.path) == ("GET", "/v1/models")
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.body == {
        "model": MODEL,
        "messages": QUESTION,
        "stream": True,
        "temperature": 0.5,
        "max_tokens": 40,
        "chat_template_kwargs": {"enable_thinking": False},
    }
    assert "authorization" not in asked.headers
    reply(server)
    assert [request.method for request in chat.requests] == ["GET", "POST", "POST"], "listed once"


def test_a_path_in_the_url_is_kept_and_the_wanted_model_is_asked(chat: Chat) -> None:
    reply(OpenAiServer(f"{chat.url}/openai/v1/", "another"))
    assert [request.path for request in chat.requests] == ["/openai/v1/models", "/openai/v1/chat/completions"]
    assert chat.asked[0].body["model"] == "another"


def test_the_cap_is_noted(chat: Chat) -> None:
    chat.chat = streams("Par", ending="length")
    call = OpenAiServer(chat.url).call(QUESTION, GenerationOptions(0, 1), TIMEOUT_S)
    assert list(call.pieces()) == ["Par"]
    assert call.hit_cap


def test_what_a_model_thinks_is_not_spoken(chat: Chat) -> None:
    chat.chat = streams("<th", "ink>Hm, <b>", "</thi", "nk>\n\n", "It is <", "b.")
    assert "".join(reply(OpenAiServer(chat.url))) == "It is <b."
    chat.chat = says(head() + event(reasoning_content="Hm.") + event("Paris.") + event(ending="stop"))
    assert reply(OpenAiServer(chat.url)) == ["Paris."]


@pytest.mark.parametrize("size", [1, 5, 1000])
@pytest.mark.parametrize("name", ["think-empty", "think-one-line", "think-qwen3", "think-without-start"])
def test_thoughts_of_the_field_are_not_spoken(chat: Chat, name: str, size: int) -> None:
    text = field_text(name)
    chat.chat = streams(*(text[start : start + size] for start in range(0, len(text), size)))
    assert "".join(reply(OpenAiServer(chat.url))).strip() == text.rpartition("</think>")[2].strip()


def test_a_server_whose_template_begins_the_thought_is_known_after_the_first_reply(chat: Chat) -> None:
    server = OpenAiServer(chat.url)
    chat.chat = streams("It is ", "a joke.", "</think>", "Why not?")
    assert "".join(reply(server)) == "It is a joke.</think>Why not?", "the responder forgets what was before it"
    assert reply(server) == ["Why not?"]
    chat.chat = streams("Paris", ".")
    assert reply(server) == ["Paris."], "it has stopped thinking"


def test_a_content_in_parts_is_read_without_its_thoughts(chat: Chat) -> None:
    thought = {"type": "thinking", "thinking": [{"type": "text", "text": "Hm."}]}
    chat.chat = says(
        head() + event(content=[thought]) + event(content=[{"type": "text", "text": "Paris."}]) + event(ending="stop")
    )
    assert reply(OpenAiServer(chat.url)) == ["Paris."]


def test_comments_events_and_figures_are_passed_over(chat: Chat) -> None:
    chat.chat = says(
        head() + b': ping\r\n\r\nevent: x\r\ndata: {"choices": []}\r\n\r\n' + event("Yes.") + b"data: [DONE]\n"
    )
    assert reply(OpenAiServer(chat.url)) == ["Yes."]


def test_a_server_that_refuses_what_is_beyond_the_protocol_is_asked_without_it(chat: Chat) -> None:
    def strict(connection: Connection) -> None:
        refused = "chat_template_kwargs" in connection.request.body
        (status("400 Bad Request") if refused else streams("Yes."))(connection)

    chat.chat = strict
    server = OpenAiServer(chat.url)
    assert [reply(server), reply(server)] == [["Yes."], ["Yes."]]
    assert len(chat.asked) == 3


def test_the_key_is_sent_and_stands_in_no_message(chat: Chat, tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text(f"{SECRET}\n")
    server = OpenAiServer(chat.url, key_file=key)
    reply(server)
    assert {request.headers["authorization"] for request in chat.requests} == {f"Bearer {SECRET}"}
    for line in ("401 Unauthorized", "403 Forbidden", "500 Internal Server Error"):
        chat.chat = status(line)
        assert SECRET not in complaint(server)


@pytest.mark.parametrize(
    ("content", "said"), [(None, "does not exist"), ("", "one line"), ("a\nb: c", "one line"), ("ü", "read")]
)
def test_a_key_that_cannot_be_used(chat: Chat, tmp_path: Path, content: str | None, said: str) -> None:
    key = tmp_path / "key"
    if content is not None:
        key.write_text(content)
    message = complaint(OpenAiServer(chat.url, key_file=key))
    assert message.startswith(f"needs a key, and {key} ")
    assert said in message
    assert chat.requests == []


def test_a_name_is_not_looked_up_where_the_addresses_are_known(chat: Chat) -> None:
    server = OpenAiServer(f"http://no-such-host.invalid:{chat.port}", addresses=["127.0.0.1"])
    assert reply(server) == ["Paris", "."]
    assert chat.requests[0].headers["host"] == f"no-such-host.invalid:{chat.port}"


def test_a_server_without_a_list_is_asked_for_the_wanted_model(chat: Chat) -> None:
    chat.models = status("404 Not Found")
    assert reply(OpenAiServer(chat.url, "mine")) == ["Paris", "."]


def test_a_model_that_is_gone_is_looked_up_again(chat: Chat) -> None:
    server = OpenAiServer(chat.url)
    reply(server)
    chat.chat, chat.models = status("404 Not Found"), lists("new")
    complaint(server)
    chat.chat = streams("Yes.")
    assert reply(server) == ["Yes."]
    assert server.model == "new"


@pytest.mark.parametrize("sent", [b"", head(), head() + event("It is")])
def test_cancelled_it_ends_at_once_and_the_server_is_hung_up_on(chat: Chat, sent: bytes) -> None:
    chat.chat = hangs_after(sent)
    server = OpenAiServer(chat.url)
    server.model = MODEL
    call = server.call(QUESTION, GenerationOptions(0, 9), TIMEOUT_S)
    read: list[str] = []
    with running(lambda: read.extend(call.pieces())):
        assert chat.requested.acquire(timeout=TIMEOUT_S)
        call.cancel()
    assert call.is_cancelled
    assert chat.hung_up.acquire(timeout=TIMEOUT_S)
    assert read in ([], ["It is"])


def test_cancelled_before_it_began_it_asks_nothing(chat: Chat) -> None:
    call = OpenAiServer(chat.url).call(QUESTION, GenerationOptions(0, 9), TIMEOUT_S)
    call.cancel()
    assert list(call.pieces()) == []
    assert chat.requests == []
