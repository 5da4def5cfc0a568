"""OwnSound: which times the loudspeaker covers, and which frames may be nothing but the loudspeaker."""

from __future__ import annotations

from itertools import count

import numpy as np
import numpy.typing as npt
import pytest

from appliance.adapters.wav_files import load_recording
from appliance.adapters.webrtc_vad import WebRtcSpeechDetector
from appliance.earcons import earcon_samples
from appliance.endpoint import START_SPEECH_FRAMES, WINDOW_FRAMES
from appliance.interfaces import CAPTURE_RATE_HZ, FRAME_S, FRAME_SAMPLES
from appliance.items import Earcon, Samples
from appliance.level import level_dbfs
from appliance.own_sound import ECHO_TICKS, KEPT, TAIL_S, TICK_S, OwnSound
from appliance.recordings import FOLDER

Sound = npt.NDArray[np.float64]
"""In -1..1, at the rate of the microphone."""
LEVEL_DBFS = -20.0
CHUNK = round(TICK_S * CAPTURE_RATE_HZ)


@pytest.fixture
def own_sound() -> OwnSound:
    return OwnSound()


def test_nothing_is_covered_before_anything_was_played(own_sound: OwnSound) -> None:
    assert not own_sound.covers(0.0, 1e9)


@pytest.mark.parametrize(
    ("start_s", "end_s", "is_covered"),
    [
        (9.0, 9.99, False),
        (9.0, 10.0, False),  # it ended as the sound began
        (9.0, 10.01, True),
        (10.4, 10.42, True),
        (9.0, 12.0, True),  # all of it within
        (11.0, 11.02, True),  # the tail
        (11.0 + TAIL_S - 0.001, 12.0, True),
        (11.0 + TAIL_S + 0.001, 12.0, False),
    ],
)
def test_a_time_is_covered_where_it_meets_the_sound_or_its_tail(
    own_sound: OwnSound, start_s: float, end_s: float, is_covered: bool
) -> None:
    own_sound.plays(10.0, 11.0, LEVEL_DBFS)
    assert own_sound.covers(start_s, end_s) is is_covered


def test_between_two_sounds_the_room_is_heard(own_sound: OwnSound) -> None:
    own_sound.plays(10.0, 11.0, LEVEL_DBFS)
    own_sound.plays(12.0, 13.0, LEVEL_DBFS)
    assert [own_sound.covers(at_s, at_s + 0.02) for at_s in (10.5, 11.5, 12.5, 13.5)] == [True, False, True, False]


def test_what_is_told_last_of_a_sound_that_goes_on_counts(own_sound: OwnSound) -> None:
    """Each chunk is told of as it is handed over: the end moves on, or back when the loudspeaker ran dry."""
    own_sound.plays(10.0, 10.5, LEVEL_DBFS)
    own_sound.plays(10.5, 11.0, LEVEL_DBFS)
    assert own_sound.covers(10.0, 10.01)
    assert own_sound.covers(10.99, 11.0)
    own_sound.plays(10.6, 10.7, LEVEL_DBFS)
    assert own_sound.covers(10.1, 10.2)
    assert not own_sound.covers(10.7 + TAIL_S, 11.0)


def test_a_sound_of_many_chunks_takes_no_more_room_than_one(own_sound: OwnSound) -> None:
    own_sound.plays(1.0, 2.0, LEVEL_DBFS)
    for chunk in range(100 * KEPT):
        own_sound.plays(10.0 + chunk * 0.01, 10.01 + chunk * 0.01, LEVEL_DBFS)
    assert own_sound.covers(1.5, 1.6), "the sound before it is still known"
    assert own_sound.covers(10.0, 10.01)
    assert not own_sound.covers(5.0, 6.0)


def test_the_oldest_sounds_are_forgotten(own_sound: OwnSound) -> None:
    for number in range(KEPT + 1):
        own_sound.plays(10.0 * number, 10.0 * number + 1, LEVEL_DBFS)
    assert not own_sound.covers(0.0, 1.0)
    assert own_sound.covers(10.0, 11.0)
    assert own_sound.covers(10.0 * KEPT, 10.0 * KEPT + 1)


def test_what_was_dropped_is_not_heard(own_sound: OwnSound) -> None:
    own_sound.plays(10.0, 20.0, LEVEL_DBFS)
    own_sound.stopped(12.0)
    assert own_sound.covers(11.9, 12.0)
    assert own_sound.covers(12.0 + TAIL_S - 0.001, 12.1)
    assert not own_sound.covers(12.0 + TAIL_S, 20.0)


@pytest.mark.parametrize("at_s", [11.0, 11.5])
def test_stopping_after_the_end_changes_nothing(own_sound: OwnSound, at_s: float) -> None:
    own_sound.stopped(at_s)
    own_sound.plays(10.0, 11.0, LEVEL_DBFS)
    own_sound.stopped(at_s)
    assert own_sound.covers(10.9, 11.0)
    assert not own_sound.covers(11.0 + TAIL_S, 12.0)


def noise(frames: int, dbfs: float, seed: int = 1) -> Sound:
    """Something that is easily told from silence, and always equally loud."""
    return np.asarray(np.random.default_rng(seed).standard_normal(frames * FRAME_SAMPLES) * 10 ** (dbfs / 20))


def speech(name: str, level_dbfs: float) -> Sound:
    """A recorded question from its first to its last word, so loud where it is voiced."""
    sound = load_recording(FOLDER / f"{name}.wav", 30.0) / 32768
    loud = np.flatnonzero(np.abs(sound) > 0.02 * np.max(np.abs(sound)))
    sound = sound[loud[0] : loud[-1] + 1]
    return np.asarray(sound * 10 ** (level_dbfs / 20) / voiced_rms(sound))


def voiced_rms(sound: Sound) -> float:
    """How loud the frames are that are not far below the loudest."""
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    powers = np.mean(frames**2, axis=1)
    return float(np.sqrt(np.mean(powers[powers > 0.01 * np.max(powers)])))


def pcm(sound: Sound) -> Samples:
    """What a card makes of it, clipping included."""
    samples: Samples = np.round(np.clip(sound, -1, 1) * 32767).astype(np.int16)
    return samples


class Room:
    """A loudspeaker, a microphone that hears it (`gain_db` None: does not), the user and a fan; time is counted."""

    def __init__(self, gain_db: float | None, delay_s: float = 0.06, fan_dbfs: float = -62.0) -> None:
        self.own_sound = OwnSound()
        self.gain_db = gain_db
        self.delay_s = delay_s
        self._fan_dbfs = fan_dbfs
        self._now_s = 50.0
        self._seeds = count(1)

    def echo(self, played: Sound) -> Sound:
        """What the microphone hears of it: later, louder or quieter, and reverberating for 0.3 s."""
        if self.gain_db is None:
            return np.zeros_like(played)
        samples = np.arange(round(0.2 * CAPTURE_RATE_HZ))
        reverb = np.random.default_rng(7).standard_normal(len(samples)) * 10 ** (-10 * samples / CAPTURE_RATE_HZ)
        response = 0.5 * reverb / np.sqrt(np.sum(reverb**2))
        response[0] = 1.0
        size = 1 << (len(played) + len(response)).bit_length()
        echo = np.fft.irfft(np.fft.rfft(played, size) * np.fft.rfft(response, size), size)
        echo *= 10 ** (self.gain_db / 20) * voiced_rms(played) / voiced_rms(echo)
        return np.concatenate([np.zeros(round(self.delay_s * CAPTURE_RATE_HZ)), echo])[: len(played)]

    def hears(self, played: Sound, user: Sound | None = None, rest_frames: int = 50) -> list[Samples | None]:
        """Play, then be silent for a second; return the frames that stand out, None for one that is hidden."""
        silence = np.zeros(rest_frames * FRAME_SAMPLES + -len(played) % FRAME_SAMPLES)
        played_and_silence = np.concatenate([played, silence])
        captured = self.echo(played_and_silence)
        captured += noise(len(captured) // FRAME_SAMPLES, self._fan_dbfs, next(self._seeds))
        if user is not None:
            captured[: len(user)] += user[: len(captured)]
        for start in range(0, len(played), CHUNK):
            at_s = self._now_s + start / CAPTURE_RATE_HZ
            self.own_sound.plays(at_s, at_s + TICK_S, level_dbfs(pcm(played[start : start + CHUNK])))
        return [self._frame(samples) for samples in np.split(pcm(captured), len(captured) // FRAME_SAMPLES)]

    def later(self, by_s: float) -> None:
        """Nobody asks for so long."""
        self._now_s += by_s

    def _frame(self, samples: Samples) -> Samples | None:
        start_s, self._now_s = self._now_s, self._now_s + FRAME_S
        return None if self.own_sound.hides(samples, start_s, self._now_s) else samples

    def speech_begins(self, frames: list[Samples | None]) -> float | None:
        """Say when, in seconds, the user would be taken to speak: in most frames of a row."""
        detector = WebRtcSpeechDetector(0.5)
        for samples in np.split(pcm(noise(100, self._fan_dbfs)), 100):
            detector.is_speech(samples)
        is_speech = [samples is not None and detector.is_speech(samples) for samples in frames]
        for end in range(1, len(frames) + 1):
            if sum(is_speech[max(0, end - WINDOW_FRAMES) : end]) >= START_SPEECH_FRAMES:
                return end * FRAME_S
        return None


def hidden(frames: list[Samples | None]) -> list[bool]:
    """Say of each frame whether it was hidden."""
    return [samples is None for samples in frames]


def late(sound: Sound, by_s: float) -> Sound:
    """After so much silence."""
    return np.concatenate([np.zeros(round(by_s * CAPTURE_RATE_HZ)), sound])


EARCON: Sound = earcon_samples(Earcon.LISTENING, CAPTURE_RATE_HZ) / 32768
REPLIES = [
    np.concatenate([speech("boil-an-egg", -20.0), late(speech("hamlet", -20.0), 0.15)]),
    speech("blue-sky", -24.0),
    speech("how-are-you", -16.0),
]


@pytest.mark.parametrize(
    ("gain_db", "delay_s", "fan_dbfs"),
    [
        (6.0, 0.02, -50.0),
        (0.0, 0.12, -65.0),
        (-12.0, 0.06, -50.0),
        (-20.0, 0.12, -65.0),
        (-40.0, 0.1, -65.0),
        (-60.0, 0.06, -50.0),
        (None, 0.0, -65.0),
    ],
)
def test_an_echo_alone_is_never_taken_for_the_user(gain_db: float | None, delay_s: float, fan_dbfs: float) -> None:
    room = Room(gain_db, delay_s, fan_dbfs)
    assert [room.speech_begins(room.hears(sound)) for sound in (EARCON, *REPLIES)] == [None] * 4


@pytest.mark.parametrize(
    ("gain_db", "delay_s", "louder_db", "within_s"),
    [
        (0.0, 0.02, 6.0, 0.4),
        (-10.0, 0.06, 12.0, 0.2),
        (-10.0, 0.06, 0.0, 0.8),
        (-24.0, 0.12, 12.0, 0.2),
        (-24.0, 0.12, 0.0, 0.8),
    ],
)
def test_a_user_who_talks_over_the_answer_is_heard(
    gain_db: float, delay_s: float, louder_db: float, within_s: float
) -> None:
    room = Room(gain_db, delay_s)
    for sound in (EARCON, *REPLIES[1:]):
        room.hears(sound)
    user = speech("healthy-breakfast", -20.0 + gain_db + louder_db)
    begins_s = room.speech_begins(room.hears(REPLIES[0], late(user, 0.5)))
    assert begins_s is not None
    assert 0.5 < begins_s < 0.5 + within_s


def test_before_anything_is_known_covered_frames_are_hidden_and_others_are_not() -> None:
    own_sound = OwnSound()
    loud = pcm(noise(1, -10.0))
    assert not own_sound.hides(loud, 9.98, 10.0)
    own_sound.plays(10.0, 10.05, LEVEL_DBFS)
    assert own_sound.hides(loud, 10.02, 10.04)
    assert not own_sound.hides(loud, 10.05 + TAIL_S, 10.07 + TAIL_S)


@pytest.mark.parametrize("fan_dbfs", [-90.0, -62.0, -50.0])
def test_a_microphone_that_does_not_hear_the_loudspeaker_is_open_after_a_fifth_of_a_second(fan_dbfs: float) -> None:
    room = Room(None, fan_dbfs=fan_dbfs)
    played, user = noise(30, LEVEL_DBFS), noise(30, -28.0, seed=2)
    frames = room.hears(played, late(user[FRAME_SAMPLES * 10 :], 0.2))
    assert hidden(frames)[:30] == [True] * 10 + [False] * 20


def test_our_sound_is_looked_for_no_longer_than_it_can_be_heard() -> None:
    room = Room(-20.0)
    frames = room.hears(noise(40, LEVEL_DBFS))
    over = 40 + round(ECHO_TICKS * TICK_S / FRAME_S)
    assert all(hidden(frames[:40]))
    assert not any(hidden(frames[over:]))


def test_after_a_stop_what_was_dropped_is_not_expected() -> None:
    room = Room(-10.0)
    room.hears(noise(40, LEVEL_DBFS))
    quiet = pcm(noise(1, -50.0))
    room.own_sound.plays(200.0, 204.0, LEVEL_DBFS)
    assert room.own_sound.hides(quiet, 202.0, 202.02)
    room.own_sound.stopped(201.0)
    assert not room.own_sound.hides(quiet, 202.0, 202.02)


def test_a_volume_of_ours_is_no_change_of_the_room() -> None:
    room = Room(-10.0)
    for level_dbfs_ in (-40.0, -14.0, -26.0):
        frames = room.hears(speech("blue-sky", level_dbfs_))
        assert room.speech_begins(frames) is None


def test_an_amplifier_that_was_turned_up_is_not_the_user_for_long_while_we_play_on() -> None:
    room = Room(-30.0)
    room.hears(noise(200, LEVEL_DBFS))
    room.gain_db = -10.0
    frames = room.hears(noise(100, LEVEL_DBFS))
    assert not any(hidden(frames[10:50])), "it was not turned up enough to show anything"
    assert all(hidden(frames[60:100]))


def test_who_falls_silent_when_we_do_was_us() -> None:
    room = Room(-30.0)
    room.hears(noise(200, LEVEL_DBFS))
    room.gain_db = -10.0
    assert not any(hidden(room.hears(noise(15, LEVEL_DBFS))[5:15]))
    assert all(hidden(room.hears(noise(15, LEVEL_DBFS))[5:15]))


def test_who_speaks_on_was_the_user_and_nothing_is_learnt_from_them() -> None:
    room = Room(-30.0)
    room.hears(noise(200, LEVEL_DBFS))
    for _ in range(3):
        assert not any(hidden(room.hears(noise(15, LEVEL_DBFS), noise(60, -30.0, seed=2))[:60]))


def test_what_was_learnt_from_the_user_is_forgotten() -> None:
    room = Room(-30.0)
    room.hears(noise(200, LEVEL_DBFS))
    user = noise(60, -30.0, seed=2)
    assert all(hidden(room.hears(noise(60, LEVEL_DBFS), user)[55:60])), "nobody cared: it must be the room"
    room.hears(noise(150, LEVEL_DBFS))
    assert not any(hidden(room.hears(noise(15, LEVEL_DBFS), user)[:15]))


def test_suspects_of_long_ago_are_not_added_up() -> None:
    room = Room(-30.0)
    room.hears(noise(200, LEVEL_DBFS))
    for _ in range(5):
        assert not any(hidden(room.hears(noise(20, LEVEL_DBFS), noise(20, -30.0, seed=2), rest_frames=0)))
        room.later(10.0)
