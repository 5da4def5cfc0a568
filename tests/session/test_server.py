"""A session whose language model is on a server: real connections to a local one, simulated models beside it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from appliance.adapters.openai_server import OpenAiServer
from appliance.monitoring.journal_fields import ATTRIBUTE, MessageId
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.session.device_rig import DeviceRig, served
from tests.session.rig import SessionRig, rig
from tests.unit.adapters.chat_rig import (
    TIMEOUT_S,
    Behaviour,
    Chat,
    Connection,
    chat_server,
    event,
    hangs_after,
    head,
    says,
    streams,
)
from tests.unit.control.control_rig import short_folder
from tests.unit.stages.server_rig import DeviceModel

COMMITTED = VoiceSessionConfig(error_shown_s=0.0, preemptive_replies=False)


@contextmanager
def asking(chat: Chat, config: VoiceSessionConfig = COMMITTED, **options: Any) -> Iterator[SessionRig]:
    """A session that asks the server, and whose own language model says that it is the device."""
    server = OpenAiServer(chat.url, between_s=0.2)
    with rig(config, server=server, language_model=DeviceModel, **options) as connected:
        connected.recorder.wait(lambda: bool(connected.recorder.of("server")))
        yield connected


def reply(r: SessionRig) -> str:
    """Speak, and return the reply once the turn is over."""
    r.recorder.forget()
    r.say()
    r.recorder.wait_for_turns(1)
    replies: list[str] = r.recorder.of("reply")
    return replies[-1]


def changes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the lines about the server."""
    ids = {MessageId.SERVER_LOST.value, MessageId.SERVER_BACK.value}
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if getattr(record, ATTRIBUTE, {}).get("MESSAGE_ID") in ids
    ]


def test_the_server_answers_with_the_whole_conversation(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with chat_server() as chat, asking(chat) as r:
        assert reply(r) == "Paris."
        chat.chat = streams("Yes", ", it is.")
        assert reply(r) == "Yes, it is."
        roles = [message["role"] for message in chat.asked[-1].body["messages"]]
        assert roles == ["system", "user", "assistant", "user"]
        assert [exchange.assistant for exchange in r.session.history] == ["Paris.", "Yes, it is."]
    assert changes(caplog) == ["INFO the server answers"]


def test_a_server_that_goes_is_answered_for_and_told_of_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with ExitStack() as serving:
        chat = serving.enter_context(chat_server())
        with asking(chat) as r:
            assert reply(r) == "Paris."
            serving.close()
            assert reply(r) == "The device answers."
            r.recorder.wait(lambda: len(r.recorder.of("server")) == 1)
            assert reply(r) == "The device answers."
            assert r.recorder.of("server") == []
    lost = f"the server {chat.url} cannot be reached (Connection refused): is it on, and in this network?"
    assert changes(caplog) == ["INFO the server answers", f"WARNING {lost}; the language model on the device answers"]


CUT = head() + event("The capital of France")


@pytest.mark.parametrize("middle", [says(CUT), hangs_after(CUT)], ids=["cut off", "stalls"])
def test_a_server_that_goes_in_the_middle_of_a_sentence(middle: Behaviour) -> None:
    with chat_server() as chat, asking(chat) as r:
        chat.chat = middle
        assert reply(r) == "The capital of FranceThe device answers."
        assert r.session.history[-1].assistant == "The capital of FranceThe device answers."
        r.recorder.wait(lambda: len(r.recorder.of("server")) == 1)


def test_an_interruption_hangs_up_on_the_server(caplog: pytest.LogCaptureFixture) -> None:
    hung_up = threading.Event()

    def endless(connection: Connection) -> None:
        connection.send(head())
        try:
            while True:  # it waits while nothing more can be taken
                connection.send(event("It goes on and on. "))
        except ConnectionError:
            hung_up.set()
            raise

    caplog.set_level(logging.INFO)
    with chat_server() as chat, asking(chat, realtime_loudspeaker=True) as r:
        chat.chat = endless
        r.say()
        r.recorder.wait_for_state(SessionState.SPEAKING)
        assert not hung_up.is_set()
        assert r.session.interrupt()
        assert hung_up.wait(TIMEOUT_S)
        chat.chat = streams("Yes.")
        r.session.cancel()
        r.recorder.wait_for_state(SessionState.CONNECTED)
        assert reply(r) == "Yes."
    assert changes(caplog) == ["INFO the server answers"]


def test_disconnecting_hangs_up_on_the_server() -> None:
    with chat_server() as chat:
        with asking(chat) as r:
            chat.chat = hangs_after(head())
            r.say()
            assert chat.requested.acquire(timeout=TIMEOUT_S)
            assert chat.requested.acquire(timeout=TIMEOUT_S)
        assert chat.hung_up.acquire(timeout=TIMEOUT_S)


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def test_the_light_and_the_status_say_that_the_server_is_missing_and_mildly(folder: Path) -> None:
    with chat_server() as chat:
        pass
    models = {"server": OpenAiServer(chat.url), "language_model": DeviceModel}
    with served(DeviceRig(folder, models=models)) as r:
        r.wait_for(state="connected", light="server missing")
        assert r.ask("status")["server"].startswith(f"the server {chat.url} cannot be reached")
        r.ask("mute", True)
        r.wait_for(light="muted")


def test_the_status_says_that_the_server_answers(folder: Path) -> None:
    with chat_server() as chat:
        models = {"server": OpenAiServer(chat.url), "language_model": DeviceModel}
        with served(DeviceRig(folder, models=models)) as r:
            r.wait_for(state="connected", light="connected", server="answers")
