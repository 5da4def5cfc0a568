"""How a session listens, thinks and speaks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from appliance.setting_types import FollowUp, LanguageCode, OwnWords, Section
from appliance.settings.names import AUTO

PACES = {"quick": 0.7, "usual": 1.0, "patient": 2.0}
"""How much longer or shorter the endpointing delays are."""
DELAYS = ("min_endpointing_delay_s", "endpointing_delay_s", "max_endpointing_delay_s")


class VoiceSessionConfig(Section):
    """How a session listens, thinks and speaks."""

    FORMER_NAMES: ClassVar[Mapping[str, str]] = {
        "whole_silence_s": "min_endpointing_delay_s",
        "endpoint_silence_s": "endpointing_delay_s",
        "unfinished_silence_s": "max_endpointing_delay_s",
        "speculative": "preemptive_replies",
    }

    vad_enabled: bool = True
    """End your turn when you fall silent; false: of a turn begun by the button, only a tap, or letting go, ends it."""
    vad_sensitivity: float = Field(0.5, ge=0, le=1)
    """How easily sound is taken for speech: 0 only clear, loud speech; 1 every whisper."""
    pace: Literal["quick", "usual", "patient"] = "usual"
    """How long you may pause before your turn is over: the three delays that follow, times 0.7, 1 or 2."""
    min_endpointing_delay_s: float = Field(0.3, ge=0.2, le=5)
    """Silence after which your turn is over, when your words are a question, an order or a very short sentence."""
    endpointing_delay_s: float = Field(0.5, ge=0.2, le=5)
    """Silence after which your turn is over in any other case, in any language but English, and without streaming;
    twice as long (at most the next one) when you have told something, as the question often comes next, or when the
    recogniser is not sure of your words."""
    max_endpointing_delay_s: float = Field(1.3, ge=0.2, le=10)
    """Silence after which your turn is over, when your words are clearly not a whole sentence ("what is the"),
    or you have told something and gone on after a pause that was taken for the end."""
    nobody_spoke_s: float = Field(8.0, gt=0, le=60)
    """Listening ends when nobody has spoken for this time."""
    longest_utterance_s: float = Field(28.0, ge=2, le=29)
    """Your turn is over after this time, even in the middle of a word."""
    follow_up_s: FollowUp = "auto"
    """After an answer, how long it listens for your next question without being called, in seconds, and twice as long
    after an answer that is a question; 0: not at all; "auto": 5 where a light shows that it listens, else 0."""
    listen_after_interrupt: bool = True
    """After an interruption, listen at once; false: only fall silent."""
    language: LanguageCode = "en"
    """Language you speak, as "en", "en-GB" or "de"; any but "en" needs a multilingual recogniser and another voice, and
    has no skills but "stop"."""
    words: OwnWords = Field((), strict=False)
    """Names and rare words of yours that the recogniser mishears, as ["Siobhan", "Nabu"]: it expects them then."""
    ask_back_below: float = Field(0.6, ge=0, le=1)
    """Ask you to say it again, not reply, when the recogniser's confidence in four words or more is below, or it
    finds no words in speech; 0: never."""
    resume_s: float = Field(1.5, ge=0, le=5)
    """If you speak on within this time after the reply began, it stops, and all you said is one question, unless that
    is "stop" and the like; 0: never."""
    wake_word: Literal["off", "okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"] = "off"
    """What you say to call it, besides the button: "okay_nabu" is "Okay Nabu", and so on. It listens for it all day."""
    interrupt_by_voice: Literal["off", "stopword", "words"] = "words"
    """What you say over a reply: "words" interrupts it and is your next question; "stopword": only "stop", "cancel" and
    the like do; "off": only the button. It needs a microphone that hears you over the loudspeaker (`appliance doctor`).
    """
    streaming: bool = True
    """Transcribe while you speak, and speak while the reply is written; false: one step after the other."""
    early_opening: bool = True
    """Begin an answer with the words of the question, while the language model still reads it; only in English."""
    preemptive_replies: bool = True
    """Begin the reply in a pause, and play it when your turn is over; false: begin it when your turn is over."""
    transcription_timeout_s: float = Field(30.0, gt=0, le=600)
    """Longest time that the recogniser is waited for."""
    generation_timeout_s: float = Field(60.0, gt=0, le=600)
    """Longest time that the language model is waited for: for its first words, then for more."""
    synthesis_timeout_s: float = Field(30.0, gt=0, le=600)
    """Longest time that the voice is waited for."""
    error_shown_s: float = Field(2.0, ge=0, le=60)
    """How long an error is shown before the appliance is ready again."""
    system_prompt: str = Field(AUTO, min_length=1)
    """What the language model is told before the conversation; "auto": what was found best for it."""
    temperature: float = Field(0.0, ge=0, le=2)
    """0: the same question gets the same reply each time; higher is more varied, and more often wrong."""
    max_reply_tokens: int = Field(96, ge=8, le=1024)
    """Cap on the length of a reply; 96 tokens are about 25 s of speech."""

    def at_pace(self) -> VoiceSessionConfig:
        """Return these settings with the delays of the pace, at the usual pace."""
        factor = PACES[self.pace]
        delays = {name: getattr(self, name) * factor for name in DELAYS}
        return self.model_copy(update={**delays, "pace": "usual"})

    def with_prompt_of_model(self, system_prompt: str) -> VoiceSessionConfig:
        """Return these settings with the system prompt of the language model, where they leave it to that."""
        return self.model_copy(update={"system_prompt": system_prompt}) if self.system_prompt == AUTO else self
