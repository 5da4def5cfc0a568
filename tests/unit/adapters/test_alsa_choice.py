"""Which of several cards is opened, and when a better one takes its place; also with the real ALSA library."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from appliance.adapters.alsa import AlsaLoudspeaker
from appliance.adapters.alsa_choice import AGAIN_S, LONGEST_S, LOOK_S, PcmChoice
from appliance.adapters.alsa_pcm import PcmRequest
from appliance.adapters.alsa_probe import PcmAbilities
from appliance.board.sound_cards import Direction
from appliance.errors import AudioUnavailable
from tests.polling import poll_until
from tests.unit.scripted import Clock

REQUEST = PcmRequest(Direction.CAPTURE, 16_000, 0.02, 0.24)
ABILITIES = PcmAbilities((16_000,), (1,))


class Cards:
    """Cards that can be opened, unless they have a trouble; it logs what is done with them."""

    def __init__(self, *names: str) -> None:
        self.clock = Clock(100.0)
        self.names = list(names)
        self.trouble: dict[str, str] = {}
        self.opening_s = 0.0
        self.log: list[str] = []
        self.is_answered = True

    def find(self) -> list[str]:
        if not self.names:
            raise AudioUnavailable("there is no card at all")
        return self.names

    def open(self, name: str, request: PcmRequest, abilities: PcmAbilities | None = None) -> str:
        self.log.append(f"open {name}")
        self.clock.now_s += self.opening_s
        if name in self.trouble:
            raise AudioUnavailable(f"microphone {name}: {self.trouble[name]}")
        return name

    def trial(self, name: str, direction: Direction, rate_hz: int) -> Trial:
        self.log.append(f"try {name}")
        return Trial(self, name)

    @property
    def choice(self) -> PcmChoice[str]:
        return PcmChoice(self.find, self, self.clock)


class Trial:
    """A card that is being tried."""

    def __init__(self, cards: Cards, name: str) -> None:
        self._cards = cards
        self._name = name

    @property
    def is_over(self) -> bool:
        return self._cards.is_answered

    def result(self) -> PcmAbilities:
        if self._name in self._cards.trouble:
            raise AudioUnavailable(self._cards.trouble[self._name])
        return ABILITIES

    def close(self) -> None:
        self._cards.log.append(f"give up {self._name}")


def later(cards: Cards, choice: PcmChoice[str], seconds: float) -> str | None:
    """Let time pass as while a card is used, and return what takes its place."""
    cards.clock.now_s += seconds
    return choice.better() or choice.better()


def test_the_best_is_opened_and_nothing_else_is_tried() -> None:
    cards = Cards("best", "other")
    choice = cards.choice
    assert choice.open(REQUEST) == "best"
    assert later(cards, choice, 1000.0) is None
    assert cards.log == ["open best"]


@pytest.mark.parametrize(
    "trouble", ["is in use by arecord (process 7)", "offers no sample rate", "invalid argument", "is gone", "x"]
)
def test_a_card_that_will_not_open_makes_it_take_the_next_and_say_so(
    trouble: str, caplog: pytest.LogCaptureFixture
) -> None:
    cards = Cards("best", "other", "last")
    cards.trouble = {"best": trouble}
    assert cards.choice.open(REQUEST) == "other"
    assert cards.log == ["open best", "open other"]
    (record,) = caplog.records
    assert record.getMessage() == f"microphone best: {trouble}; other is used meanwhile"
    assert record.levelno == logging.WARNING


def test_where_none_opens_the_error_is_that_of_the_best() -> None:
    cards = Cards("best", "other")
    cards.trouble = {"best": "is in use", "other": "is gone"}
    with pytest.raises(AudioUnavailable, match="microphone best: is in use"):
        cards.choice.open(REQUEST)
    assert cards.log == ["open best", "open other"]


def test_a_card_that_is_named_has_no_next() -> None:
    cards = Cards("named")
    cards.trouble = {"named": "is in use"}
    with pytest.raises(AudioUnavailable, match="named: is in use"):
        cards.choice.open(REQUEST)


def test_cards_that_take_long_to_fail_do_not_add_up_to_a_hang() -> None:
    cards = Cards(*"abcdef")
    cards.trouble = dict.fromkeys("abcdef", "did not answer")
    cards.opening_s = 10.0
    with pytest.raises(AudioUnavailable, match="microphone a"):
        cards.choice.open(REQUEST)
    assert cards.log == ["open a", "open b"]
    assert cards.opening_s < LONGEST_S


def test_it_comes_back_to_the_better_one_when_that_opens(caplog: pytest.LogCaptureFixture) -> None:
    cards = Cards("best", "other")
    cards.trouble = {"best": "is in use"}
    choice = cards.choice
    choice.open(REQUEST)
    caplog.set_level(logging.INFO)
    caplog.clear()
    assert later(cards, choice, AGAIN_S) is None
    assert cards.log[2:] == ["try best"], "it was tried and refused"
    assert later(cards, choice, AGAIN_S - 0.1) is None
    assert cards.log[2:] == ["try best"], "not so soon again"
    cards.trouble = {}
    assert later(cards, choice, LOOK_S) == "best"
    assert later(cards, choice, 1000.0) is None, "there is no better one"
    assert [record.getMessage() for record in caplog.records] == [
        "microphone best can be used now: it takes the place of other"
    ]


def test_a_better_card_that_is_plugged_in_is_taken_at_the_next_look() -> None:
    cards = Cards("other")
    choice = cards.choice
    choice.open(REQUEST)
    cards.names = ["best", "other", "worse"]
    assert later(cards, choice, LOOK_S - 0.1) is None
    assert cards.log == ["open other"]
    assert later(cards, choice, 0.2) == "best"


def test_a_card_that_was_refused_and_is_plugged_in_anew_is_tried_at_once() -> None:
    cards = Cards("best", "other")
    cards.trouble = {"best": "has failed"}
    choice = cards.choice
    choice.open(REQUEST)
    cards.names = ["other"]
    assert later(cards, choice, LOOK_S) is None
    cards.names, cards.trouble = ["best", "other"], {}
    assert later(cards, choice, LOOK_S) == "best"


def test_nobody_waits_for_a_card_that_does_not_answer() -> None:
    cards = Cards("other")
    choice = cards.choice
    choice.open(REQUEST)
    cards.names, cards.is_answered = ["best", "other"], False
    assert later(cards, choice, LOOK_S) is None
    assert later(cards, choice, 1000.0) is None
    assert cards.log == ["open other", "try best"], "one trial at a time"
    choice.close()
    assert cards.log[-1] == "give up best"
    assert choice.better() is None


def test_while_all_cards_are_gone_nothing_is_tried() -> None:
    cards = Cards("other")
    choice = cards.choice
    choice.open(REQUEST)
    cards.names = []
    assert later(cards, choice, LOOK_S) is None
    cards.names = ["someone-else"]
    assert later(cards, choice, LOOK_S) is None, "the one in use is not among them: it is gone"
    assert cards.log == ["open other"]


# --- the real library: ALSA's null device in place of a card


OTHER = "pcm.other { type plug slave.pcm { type null } }\n"


@pytest.fixture
def alsa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """ALSA's settings, with one device that can be opened: "other"."""
    file = tmp_path / "alsa.conf"
    file.write_text(OTHER)
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(file))
    return file


def test_a_real_loudspeaker_changes_to_the_better_one_between_two_sounds(alsa: Path) -> None:
    clock = Clock(100.0)
    loudspeaker = AlsaLoudspeaker(lambda: ["best", "other"], clock)
    loudspeaker.open(22_050)
    assert loudspeaker._open_pcm.name == "other"
    both = alsa.with_name("both.conf")
    both.write_text(OTHER + OTHER.replace("other", "best"))
    both.replace(alsa)  # of a file that is written anew within a second ALSA takes no notice
    clock.now_s += AGAIN_S

    def has_changed() -> bool:
        loudspeaker.check()
        return loudspeaker._open_pcm.name == "best"

    poll_until(has_changed, "the better one is used")
    loudspeaker.write(np.zeros(100, dtype=np.int16))
    loudspeaker.close()


def test_a_real_device_that_is_closed_gives_up_what_it_tries(alsa: Path) -> None:
    clock = Clock(100.0)
    loudspeaker = AlsaLoudspeaker(lambda: ["best", "other"], clock)
    loudspeaker.open(22_050)
    clock.now_s += AGAIN_S
    loudspeaker.check()
    loudspeaker.close()  # a child that is left is a ResourceWarning
