"""Cards that cannot be opened: the error is one sentence that says what to do."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from appliance.adapters.alsa import AlsaMicrophone
from appliance.board.sound_cards import Direction, pcm_names
from appliance.errors import AudioUnavailable
from tests.kernel.inside.cable import CARD


def refusal(microphone: AlsaMicrophone) -> str:
    """Open the microphone, which must fail; return the error's text."""
    with pytest.raises(AudioUnavailable) as refused:
        microphone.open()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.fixture
def other_program() -> Iterator[subprocess.Popen[str]]:
    """A program that has the microphone open."""
    script = "exec 3</dev/snd/pcmC0D0c && echo ready && exec sleep 60"
    with subprocess.Popen(["/bin/sh", "-c", script], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        assert program.stdout.readline() == "ready\n"
        yield program
        program.kill()


def test_a_card_in_use_names_the_program_that_uses_it(
    microphone: AlsaMicrophone, other_program: subprocess.Popen[str]
) -> None:
    assert refusal(microphone) == (
        f"microphone plughw:CARD={CARD},DEV=0: is in use by sleep (process {other_program.pid}); stop that program"
    )


def test_a_name_that_is_nearly_right() -> None:
    error = refusal(AlsaMicrophone(lambda: pcm_names("lopback", Direction.CAPTURE)))
    assert error.startswith("microphone 'lopback': ")
    assert f"did you mean '{CARD}'?" in error


def test_a_card_that_went_away_between_being_found_and_being_opened() -> None:
    error = refusal(AlsaMicrophone(lambda: ["plughw:CARD=Gone,DEV=0"]))
    assert error.startswith("microphone plughw:CARD=Gone,DEV=0: is gone")


def test_a_card_that_is_a_loudspeaker_only() -> None:
    error = refusal(AlsaMicrophone(lambda: pcm_names("Audio", Direction.CAPTURE)))
    assert error.startswith("microphone 'Audio': ")
    assert CARD in error, "it names the card that has a microphone"


def test_a_loudspeaker_only_that_is_opened_as_a_microphone() -> None:
    error = refusal(AlsaMicrophone(lambda: ["plughw:CARD=Audio,DEV=0"]))
    assert error.startswith("microphone plughw:CARD=Audio,DEV=0: ")
    assert "file or directory" not in error, "the ALSA library's message means nothing to an owner"
