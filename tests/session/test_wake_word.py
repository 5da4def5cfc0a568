"""The word by which it is called, besides the button."""

from __future__ import annotations

from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.earcons import Earcon
from appliance.audio.format import Samples
from appliance.audio.levels import level_dbfs
from appliance.settings import VoiceSessionConfig
from appliance.states import SessionState
from tests.polling import poll_until
from tests.session.plugged import PluggedLoudspeaker
from tests.session.rig import Devices, rig, tone


class LoudWord:
    """Takes five loud frames for the word."""

    def __init__(self) -> None:
        self.count = 0

    def has_heard(self, samples: Samples) -> bool:
        self.count += level_dbfs(samples) > -30
        return self.count == 5

    def forget(self) -> None:
        self.count = 0


def devices(loudspeaker: WavLoudspeaker | None = None) -> Devices:
    return Devices(WavMicrophone(), loudspeaker or WavLoudspeaker(), hears_itself=False, has_earcons=bool(loudspeaker))


def test_it_listens_when_it_is_called_and_answers_what_follows() -> None:
    with rig(VoiceSessionConfig(), devices=devices(), wake_word=LoudWord) as r:
        r.microphone.play(tone(0.2))
        r.recorder.wait_for_state(SessionState.LISTENING)
        r.microphone.play(tone(1.2))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.states[1:4] == ["connected", "listening", "processing"]


def test_where_the_button_ends_a_turn_one_that_was_called_by_voice_ends_itself() -> None:
    with rig(VoiceSessionConfig(vad_enabled=False), devices=devices(), wake_word=LoudWord) as r:
        r.microphone.play(tone(0.2))
        r.recorder.wait_for_state(SessionState.LISTENING)
        r.microphone.play(tone(1.2))
        r.recorder.wait(lambda: len(r.recorder.turns) == 1)
        assert r.recorder.states[2:4] == ["listening", "processing"]


def test_its_earcon_comes_once_the_word_is_over_and_not_into_a_question_that_follows_at_once() -> None:
    for length_s, is_played in ((0.2, True), (1.6, False)):
        loudspeaker = PluggedLoudspeaker()
        with rig(VoiceSessionConfig(nobody_spoke_s=60), devices=devices(loudspeaker), wake_word=LoudWord) as r:
            r.microphone.play(tone(length_s))
            if is_played:
                loudspeaker.wait_for(Earcon.LISTENING)
            else:
                r.recorder.wait_for_turns(1)
                assert Earcon.LISTENING not in loudspeaker.earcons


def test_it_can_be_called_while_it_listens_for_what_may_follow_an_answer() -> None:
    loudspeaker, config = PluggedLoudspeaker(), VoiceSessionConfig(resume_s=0.0, follow_up_s=60)
    with rig(config, devices=devices(loudspeaker), wake_word=LoudWord) as r:
        r.session.start_listening()
        r.microphone.play(tone(1.2))
        r.recorder.wait(lambda: r.recorder.states.count("listening") == 2)
        r.microphone.play(tone(0.2))
        loudspeaker.wait_for(Earcon.LISTENING, 2)
        assert len(r.recorder.turns) == 1, "the word is no turn"
        r.microphone.play(tone(1.2))
        r.recorder.wait_for_turns(2)


def test_muted_or_without_a_word_nobody_can_call_it() -> None:
    with rig(VoiceSessionConfig(), devices=devices(), wake_word=LoudWord) as r:
        r.session.mute()
        r.microphone.play(tone(0.4))
        poll_until(lambda: r.microphone.remaining_s == 0.0, "all was said")
        assert r.session.state is SessionState.CONNECTED
    with rig(VoiceSessionConfig(), devices=devices()) as r:
        r.microphone.play(tone(0.4))
        poll_until(lambda: r.microphone.remaining_s == 0.0, "all was said")
        assert r.session.state is SessionState.CONNECTED
