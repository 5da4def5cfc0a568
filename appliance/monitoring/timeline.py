"""Timeline: what happened when in a turn, from its events to its `TurnMetrics`. Nothing is decided here."""

from __future__ import annotations

from dataclasses import dataclass, field

from appliance import events as ev
from appliance.intents import Answer
from appliance.monitoring.metrics import PARTIAL_AFTER_S, Outcome, TurnMetrics, TurnMoment

_MOMENTS: dict[type[ev.TurnEvent | ev.ReplyEvent], TurnMoment] = {
    ev.UserStartedSpeaking: TurnMoment.SPEECH_START,
    ev.PauseStarted: TurnMoment.PAUSE,
    ev.UtteranceEnded: TurnMoment.UTTERANCE_END,
    ev.GenerationProgress: TurnMoment.FIRST_TOKEN,
    ev.ReplyPartReady: TurnMoment.FIRST_SENTENCE,
    ev.GenerationCompleted: TurnMoment.REPLY_WRITTEN,
    ev.SpeechSynthesized: TurnMoment.FIRST_AUDIO,
    ev.PlaybackStarted: TurnMoment.FIRST_PLAYED,
    ev.PlaybackCompleted: TurnMoment.REPLY_END,
}
"""Events whose first time is a moment of the turn."""
_UNDONE = frozenset(TurnMoment) - {TurnMoment.SPEECH_START, TurnMoment.FIRST_PARTIAL}
"""Moments that did not happen if the user resumes."""


@dataclass(slots=True)
class Timeline:
    """Follows a turn by its events; used by the session's thread only."""

    turn: int
    """Id of the turn."""
    number: int = 0
    """Number of the turn, counted from 1; 0: the same as the id."""
    moments_s: dict[TurnMoment, float] = field(default_factory=dict)
    """First time each thing happened."""
    capture: float | None = None
    """As in `TurnMetrics`."""
    vad: float | None = None
    """As in `TurnMetrics`."""
    ended_frames: int | None = None
    """Speech frames of the utterance that the turn ended with; None while it has not ended."""
    resumed_transcript: str = ""
    """The transcript at the time when the user last resumed."""
    transcript: str = ""
    """What the user said, as far as it is known."""
    reply: str = ""
    """What was written in reply."""
    reply_audio_s: float = 0.0
    """Seconds of it that were played."""
    played_part: ev.PartPlayed | None = None
    """How far the sentence after these was played, at `played_at_s`."""
    played_at_s: float = 0.0
    played_text: str = ""
    """The sentences of it that were played to their end."""
    answer: Answer | None = None
    """Of the skill that replied; None when none did."""
    is_asked_back: bool = False
    """True when the recogniser was not sure, or found no words in speech: the user is asked back, not replied to."""
    is_apology: bool = False
    """True when the language model had nothing to say, so that an apology is said in its place."""
    ends_by_silence: bool = True
    """False when only the button ends it."""
    over_reply: str = ""
    """The reply over which the user began to say this; "" for none."""
    follows_up: bool = False
    """True when nobody has called: it listens after an answer."""
    is_awaited: bool = False
    """True when the user was asked to say it again."""
    preemptive_replies: int = 0
    """As in `TurnMetrics`; the three below too."""
    discarded_replies: int = 0
    false_starts: int = 0
    false_interruptions: int = 0
    rested_s: float = 0.0
    wasted_s: float = 0.0

    @property
    def is_called(self) -> bool:
        """True where somebody has called, or was asked to say it again; False where it listens after an answer."""
        return self.is_awaited or not self.follows_up

    @property
    def is_written(self) -> bool:
        """True once the whole reply is written."""
        return TurnMoment.REPLY_WRITTEN in self.moments_s

    @property
    def first_played_s(self) -> float | None:
        """When the first sample of the reply was played; None before that."""
        return self.moments_s.get(TurnMoment.FIRST_PLAYED)

    @property
    def has_speech(self) -> bool:
        """True once somebody has spoken."""
        return TurnMoment.SPEECH_START in self.moments_s

    @property
    def exchange(self) -> tuple[str, str]:
        """What the user said, and what was played in reply: empty where that is not worth remembering."""
        return ("", "") if self.is_asked_back or self.is_apology else (self.transcript, self.played_text)

    @property
    def spoken_outcome(self) -> Outcome:
        """What a turn has come to whose reply was spoken."""
        if self.is_apology:
            return Outcome.NO_REPLY
        return Outcome.ASKED_BACK if self.is_asked_back else Outcome.ANSWERED

    def note(self, event: ev.TurnEvent | ev.ReplyEvent) -> None:
        """Keep when something happened, and what was said and written."""
        if moment := _MOMENTS.get(type(event)):
            self.mark(moment, event.at_s)
        match event:
            case ev.PauseEnded():
                self.moments_s.pop(TurnMoment.PAUSE, None)
            case ev.UtteranceEnded():
                self.mark(TurnMoment.SPEECH_END, event.speech_end_s)
                self.ended_frames = event.speech_frames
                self.capture, self.vad = event.capture_ms, event.vad_ms
            case ev.TranscriptionProgress(segment=segment) if segment.text:
                self.mark(TurnMoment.FIRST_PARTIAL, event.at_s)
                self.transcript = segment.text
            case ev.TranscriptionCompleted(segment=segment):
                self.transcript = segment.text
            case ev.AnswerFound():
                self.answer = event.answer
            case ev.GenerationProgress():
                self.reply = event.text
            case ev.GenerationCompleted():
                self.reply, self.is_apology = event.text, event.is_apology
            case ev.PlaybackProgress():
                self.reply_audio_s, self.played_text = event.played_s, event.played_text
                self.played_part, self.played_at_s = event.part, event.at_s

    def user_resumed(self) -> None:
        """Forget the reply: the turn was not over."""
        self.false_starts += 1
        self.resumed_transcript = self.transcript
        self.ended_frames = None
        for moment in _UNDONE:
            self.moments_s.pop(moment, None)
        self.reply, self.reply_audio_s, self.played_text, self.played_part = "", 0.0, "", None
        self.answer = None
        self.is_asked_back = self.is_apology = False

    def asked_back(self, question: str, at_s: float) -> None:
        """Keep that the user is asked back; `at_s` is when the transcript was known."""
        self.mark(TurnMoment.TRANSCRIPT, at_s)
        self.is_asked_back, self.reply = True, question

    def typed(self, text: str, at_s: float) -> None:
        """Keep what the user typed."""
        self.mark(TurnMoment.TRANSCRIPT, at_s)
        self.transcript = text

    def mark(self, moment: TurnMoment, at_s: float) -> None:
        """Keep when `moment` happened for the first time."""
        self.moments_s.setdefault(moment, at_s)

    def _between_ms(self, start: TurnMoment, end: TurnMoment, offset_s: float = 0.0) -> float | None:
        if start not in self.moments_s or end not in self.moments_s:
            return None
        return max(0.0, (self.moments_s[end] - self.moments_s[start] - offset_s) * 1000)

    def metrics(self, outcome: Outcome) -> TurnMetrics:
        """Return the record of the turn."""
        moment = TurnMoment
        return TurnMetrics(
            turn=self.number or self.turn,
            outcome=outcome,
            capture=self.capture,
            vad=self.vad,
            first_partial=self._between_ms(moment.SPEECH_START, moment.FIRST_PARTIAL, PARTIAL_AFTER_S),
            endpoint=self._between_ms(moment.SPEECH_END, moment.UTTERANCE_END),
            final_transcript=self._between_ms(moment.UTTERANCE_END, moment.TRANSCRIPT),
            first_token=self._between_ms(moment.TRANSCRIPT, moment.FIRST_TOKEN),
            first_sentence=self._between_ms(moment.TRANSCRIPT, moment.FIRST_SENTENCE),
            reply_written=self._between_ms(moment.TRANSCRIPT, moment.REPLY_WRITTEN),
            first_audio=self._between_ms(moment.FIRST_SENTENCE, moment.FIRST_AUDIO),
            skill=self.answer.intent.skill if self.answer else None,
            voice_to_voice=self._between_ms(moment.SPEECH_END, moment.FIRST_PLAYED),
            words=len(self.transcript.split()),
            reply_words=len(self.reply.split()),
            reply_audio_s=self.reply_audio_s,
            moments_ms=self._moments_ms(),
            preemptive_replies=self.preemptive_replies,
            discarded_replies=self.discarded_replies,
            false_starts=self.false_starts,
            false_interruptions=self.false_interruptions,
            rested_ms=round(self.rested_s * 1000, 1),
            wasted_ms=round(self.wasted_s * 1000, 1),
        )

    def _moments_ms(self) -> dict[TurnMoment, float]:
        """Return every moment, from the last frame of speech on, in order; none in a turn without one."""
        zero_s = self.moments_s.get(TurnMoment.SPEECH_END)
        if zero_s is None:
            return {}
        in_order = sorted(self.moments_s.items(), key=lambda moment: moment[1])
        return {name: round((at_s - zero_s) * 1000, 1) for name, at_s in in_order}
