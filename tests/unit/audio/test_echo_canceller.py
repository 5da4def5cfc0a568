"""The echo canceller: what it takes out, what it leaves, and the clocks of two cards."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from appliance.audio.echo_canceller import KalmanEchoCanceller
from appliance.audio.format import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES, Block, to_samples
from appliance.audio.played_sound import PlayedSound, Signal

FIRST_S = 100.0


def voice(seconds: float, seed: int, dbfs: float = -20.0) -> Signal:
    """Return a noise with the spectrum and the syllables of speech."""
    count = int(seconds * CAPTURE_RATE_HZ)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / CAPTURE_RATE_HZ)
    sound = np.fft.irfft(spectrum / (1 + (hz / 500) ** 2) * (hz > 100), count)
    sound *= 0.5 - 0.5 * np.cos(2 * np.pi * 4 * np.arange(count) / CAPTURE_RATE_HZ)
    loud: Signal = sound / np.sqrt(np.mean(sound**2)) * 10 ** (dbfs / 20)
    return loud


def echo_path(delay: int = 800, seed: int = 3) -> Signal:
    """Return a response of 0.15 s after a delay, in samples; half of what is played comes back."""
    decay = np.random.default_rng(seed).standard_normal(2400) * 10 ** (-3 * np.arange(2400) / 2400)
    return np.concatenate([np.zeros(delay), 0.5 * decay / np.sqrt(np.sum(decay**2))])


class Card:
    """A loudspeaker and a microphone in a room; each `hear` goes on where the last one ended."""

    def __init__(self, drift_ppm: float = 0.0) -> None:
        self.far_end = PlayedSound()
        self.canceller = KalmanEchoCanceller(self.far_end)
        self._now_s = FIRST_S
        self.set_drift(drift_ppm)

    def set_drift(self, ppm: float) -> None:
        """Let the clock of the microphone be so much slower from now on."""
        self._step = 1 + ppm * 1e-6

    def hear(
        self, played: Signal, user: Signal | None = None, later: int = 0, lost: int = 0
    ) -> Iterator[tuple[Block, Block]]:
        """Yield each frame as the microphone hears it, and without the echo; the card begins `later` than it says.

        `lost`: samples of the microphone that are lost in the middle of it.
        """
        echo = np.convolve(played, echo_path())[: len(played)]
        places = np.arange(len(played)) * self._step - later
        heard = np.interp(places, np.arange(len(echo)), echo)
        heard[places < 0] = 0
        if user is not None:
            heard[: len(user)] += user
        began_s, written = self._now_s, 0
        for start in range(0, len(played) - FRAME_SAMPLES, FRAME_SAMPLES):
            if lost and start > len(played) / 2:
                heard, began_s, lost = heard[lost:], began_s + lost / CAPTURE_RATE_HZ, 0
                self.canceller.after_gap()
            self._now_s = began_s + (start + FRAME_SAMPLES) * self._step / CAPTURE_RATE_HZ
            while written < min(len(played), start + 3 * FRAME_SAMPLES):
                chunk = to_samples(played[written : written + 160])
                self.far_end.plays(chunk, None if written else began_s)
                written += len(chunk)
            frame = heard[start : start + FRAME_SAMPLES].astype(np.float32)
            if len(frame) < FRAME_SAMPLES:
                break
            yield frame, self.canceller.cancel(frame, self._now_s)
        for _ in range(25):
            self._now_s += FRAME_S * self._step
            self.canceller.cancel(np.zeros(FRAME_SAMPLES, dtype=np.float32), self._now_s)

    def reduction_db(self, played: Signal, later: int = 0, skip_s: float = 0.3) -> float:
        """Return by how much the echo is quieter for the canceller, after the first moment."""
        pairs = list(self.hear(played, later=later))[round(skip_s / FRAME_S) :]
        heard, left = (np.concatenate([pair[side] for pair in pairs]) for side in (0, 1))
        return float(10 * np.log10(np.mean(heard**2) / np.mean(left**2)))


def test_the_echo_is_taken_out_once_the_room_is_known() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    assert card.reduction_db(voice(4.0, 9)) > 20


def test_two_clocks_that_differ_are_followed() -> None:
    card = Card(drift_ppm=100)
    for seed in range(4):
        card.reduction_db(voice(5.0, seed))
    assert card.canceller.drift == pytest.approx(100e-6, abs=15e-6)
    assert card.reduction_db(voice(4.0, 9)) > 15


def test_a_user_who_speaks_is_not_taken_for_a_drift() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    before, drifts = card.canceller.drift, []
    for seed in range(10, 13):
        for _ in card.hear(voice(4.0, seed), voice(4.0, 70 + seed, dbfs=-24)):
            drifts.append(card.canceller.drift)
    assert max(abs(drift - before) for drift in drifts) < 10e-6


def test_the_path_that_grows_at_first_is_not_taken_for_a_drift() -> None:
    card = Card()
    drifts = [card.canceller.drift for _ in card.hear(voice(5.0, 1))]
    assert max(map(abs, drifts)) < 40e-6


@pytest.mark.parametrize("later", [0, 7, 48, 120, 600])
def test_a_card_that_begins_later_than_it_says_is_found_out(later: int) -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    assert card.reduction_db(voice(2.0, 9), later=later, skip_s=0.4) > 17


@pytest.mark.parametrize("lost", [0, 80, 400])
def test_few_samples_that_are_lost_do_not_misplace_the_echo(lost: int) -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    near = [card.canceller.has_near_end for _ in card.hear(voice(4.0, 9), lost=lost)]
    assert sum(map(bool, near[110:])) < 0.15 * len(near[110:])


def first_moment(card: Card, user: Signal | None = None) -> tuple[Block, Block]:
    """Return what is heard of a reply, and what is left of it, until its place is found."""
    pairs = []
    for pair in card.hear(voice(2.0, 9), user, later=48):
        pairs.append(pair)
        if len(pairs) > 5 and not card.canceller.is_aligning:
            break
    return np.concatenate([heard for heard, _ in pairs]), np.concatenate([left for _, left in pairs])


def test_the_first_moment_of_a_reply_is_suppressed_where_its_place_is_not_known() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    heard, left = first_moment(card)
    assert len(heard) > 5 * FRAME_SAMPLES
    assert np.mean(left**2) < 0.05 * np.mean(heard**2)


def test_who_speaks_over_the_first_moment_of_a_reply_is_left() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    user = voice(2.0, 77, dbfs=-20)
    heard, left = first_moment(card, user)
    said = user[: len(left)]
    assert len(heard) > 5 * FRAME_SAMPLES
    assert float(np.dot(left, said) / np.dot(said, said)) == pytest.approx(1.0, abs=0.15)


def test_the_user_is_left_as_they_are() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    user = voice(2.0, 77, dbfs=-32)
    left = np.concatenate([without for _, without in card.hear(voice(2.0, 9), user)])[FRAME_SAMPLES * 20 :]
    said = user[FRAME_SAMPLES * 20 :][: len(left)]
    gain = float(np.dot(left[: len(said)], said) / np.dot(said, said))
    assert gain == pytest.approx(1.0, abs=0.15)


def test_who_speaks_is_told_from_the_rest_of_the_echo() -> None:
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    alone = [card.canceller.has_near_end for _ in card.hear(voice(3.0, 9))]
    assert sum(map(bool, alone)) < 0.1 * len(alone)
    together = [card.canceller.has_near_end for _ in card.hear(voice(3.0, 10), voice(3.0, 78, dbfs=-30))][25:]
    assert sum(map(bool, together)) > 0.5 * len(together)


def test_who_was_far_louder_than_the_echo_leaves_it_known() -> None:
    """20 dB louder, for three seconds: the next reply is not taken for one whose echo is not known."""
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    list(card.hear(voice(3.0, 10), voice(3.0, 78, dbfs=-6)))
    after = [card.canceller.has_near_end for _ in card.hear(voice(3.0, 11))]
    assert card.canceller.fault is None
    assert sum(each is not None for each in after) > 0.9 * len(after)


def test_where_there_is_no_echo_a_user_does_not_make_it_ineffective() -> None:
    far_end = PlayedSound()
    canceller = KalmanEchoCanceller(far_end)
    played, user = voice(20.0, 1), voice(20.0, 2)
    user[np.arange(len(user)) // CAPTURE_RATE_HZ % 3 > 0] = 0  # a second of three
    for start in range(0, len(played) - FRAME_SAMPLES, FRAME_SAMPLES):
        far_end.plays(to_samples(played[start : start + FRAME_SAMPLES]), None if start else FIRST_S)
        now_s = FIRST_S + (start + FRAME_SAMPLES) / CAPTURE_RATE_HZ
        canceller.cancel(user[start : start + FRAME_SAMPLES].astype(np.float32), now_s)
    assert canceller.fault is None


@pytest.mark.parametrize("echo_db", [-40.0, -26.0])
def test_an_echo_softer_than_the_room_is_no_fault(echo_db: float) -> None:
    """A microphone that hisses, or a room with a crowd in it: what is left is that, and not the echo."""
    far_end = PlayedSound()
    canceller = KalmanEchoCanceller(far_end)
    played, room = voice(30.0, 1), np.random.default_rng(5).standard_normal(round(40.0 * CAPTURE_RATE_HZ)) * 10**-2.25
    quiet = len(room) - len(played)
    for start in range(0, len(room) - FRAME_SAMPLES, FRAME_SAMPLES):
        now_s = FIRST_S + (start + FRAME_SAMPLES) / CAPTURE_RATE_HZ
        heard = room[start : start + FRAME_SAMPLES].copy()
        if start >= quiet:
            sound = played[start - quiet :][:FRAME_SAMPLES]
            far_end.plays(to_samples(sound), None if start > quiet else FIRST_S + quiet / CAPTURE_RATE_HZ)
            heard += sound * 10 ** (echo_db / 20)
        canceller.cancel(heard.astype(np.float32), now_s)
    assert canceller.fault is None


@pytest.mark.parametrize(("linear", "fault"), [(0.0, "is not found in it"), (0.75, "only 2 dB of it")])
def test_an_echo_that_is_another_sound_is_told(linear: float, fault: str) -> None:
    """Beside what is played, `linear` times as loud, the loudspeaker makes a noise that is as loud as that."""
    far_end = PlayedSound()
    canceller = KalmanEchoCanceller(far_end)
    played = voice(30.0, 1)
    noise = np.random.default_rng(5).standard_normal(len(played)) * np.sqrt(np.mean(np.square(played)))
    for start in range(0, len(played) - FRAME_SAMPLES, FRAME_SAMPLES):
        frame = slice(start, start + FRAME_SAMPLES)
        far_end.plays(to_samples(played[frame]), None if start else FIRST_S)
        now_s = FIRST_S + (start + FRAME_SAMPLES) / CAPTURE_RATE_HZ
        canceller.cancel((linear * played[frame] + noise[frame]).astype(np.float32), now_s)
    assert fault in (canceller.fault or "")


def test_while_nothing_is_played_nothing_is_done() -> None:
    canceller = KalmanEchoCanceller(PlayedSound())
    frame = np.ones(FRAME_SAMPLES, dtype=np.float32)
    assert canceller.cancel(frame, FIRST_S) is frame
    assert canceller.has_near_end is None


def test_what_cannot_be_learnt_is_learnt_anew() -> None:
    """The clocks run so differently for a while, as with sound that was lost all the time, that no echo path fits."""
    card = Card()
    for seed in range(3):
        card.reduction_db(voice(4.0, seed))
    assert card.canceller.is_settled
    card.set_drift(900)
    assert max(card.reduction_db(voice(4.0, seed)) for seed in range(3, 7)) < 5
    assert not card.canceller.is_settled
    card.set_drift(0)
    card.reduction_db(voice(4.0, 7))
    assert card.reduction_db(voice(4.0, 8)) > 15
    for seed in range(9, 12):
        card.reduction_db(voice(4.0, seed))
    assert card.canceller.is_settled
