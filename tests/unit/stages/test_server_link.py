"""The model that asks the server, without a session: for measuring."""

from __future__ import annotations

from dataclasses import replace

import pytest

from appliance.adapters.openai_server import OpenAiServer
from appliance.adapters.simulated import SimulatedLanguageModel, simulated_models
from appliance.errors import ServerUnavailable
from appliance.interfaces import Models
from appliance.stages.server_link import linked
from tests.unit.adapters.chat_rig import Chat, chat_server, status
from tests.unit.stages.server_rig import OPTIONS, QUESTION, DeviceModel


def models(chat: Chat) -> Models:
    return replace(simulated_models(), language_model=DeviceModel, server=OpenAiServer(chat.url))


def test_without_a_server_it_is_the_model_on_the_device() -> None:
    with linked(simulated_models()) as load_model:
        assert load_model is SimulatedLanguageModel


def test_the_server_is_asked() -> None:
    with chat_server() as chat, linked(models(chat)) as load_model:
        assert "".join(load_model().reply(QUESTION, OPTIONS)) == "Paris."


def test_replies_of_the_device_are_not_taken_for_the_servers() -> None:
    with chat_server() as chat:
        chat.chat = status("500 Internal Server Error")
        with (
            pytest.raises(ServerUnavailable, match=r"answers with an error \(500\)"),
            linked(models(chat)) as load_model,
        ):
            assert "".join(load_model().reply(QUESTION, OPTIONS)) == "The device answers."
