"""Control: volume, speed of the voice, the microphone; say that again, stop, forget, thanks, hello."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from appliance.intents import Action, Answer, Intent
from appliance.skills.context import SkillContext
from appliance.skills.percent import percent
from appliance.skills.templates import Templates
from appliance.skills.wording import plain, whole_number, with_digits

VOLUME_STEP, SMALL_STEP, LARGE_STEP = 10, 5, 25
"""Percent that "louder", "a bit louder" and "much louder" are."""
LONGEST = 120
"""Characters; no longer sentence is one of these."""
RATE_STEP = 0.15
SLOWEST, FASTEST = 0.5, 2.0
OPENINGS = {"slower": "Slower.", "faster": "Faster.", "normal_speed": "At normal speed."}
"""Said before the last reply is repeated."""
_SMALL = r"(?:just )?a (?:little |wee |tiny |small )?(?:bit|little|touch|tad|notch|smidge)|slightly|somewhat"
_LARGE = r"a (?:whole )?lot|(?<!very )(?<!so )(?<!too )much|(?<!all the )way|loads|a great deal|considerably|far"
_AMOUNT = re.compile(rf"\b(?:(?P<small>{_SMALL})|(?P<large>{_LARGE})|even|still|some(?= more$))\b(?: more$)?")
_ANEW = re.compile(r"\b(?:no wait|no no|no sorry|no|wait|sorry|i mean|i meant|or rather|rather|actually)\b")
_TWICE = re.compile(r"(.{1,40}?)(?: \1){1,5}")
_PRAISE = re.compile(
    r"(?:great|perfect|cool|brilliant|excellent|wonderful|lovely|awesome|nice|good|fantastic|super|amazing|alright"
    r"|all right|right|okay|ok|yes|fine|got it|i see|that's (?:great|good|perfect|nice|fine|it|helpful)|you're great)"
)
_FIXED = {
    "thanks": "You're welcome.",
    "hello": "Hello.",
    "good_morning": "Good morning.",
    "good_afternoon": "Good afternoon.",
    "good_evening": "Good evening.",
    "good_night": "Good night.",
    "goodbye": "Goodbye.",
    "stop": "",
    "volume_out_of_range": "The volume goes from 0 to 100 percent.",
}


class Control:
    """The device itself, and what is said to it and needs no thought."""

    name = "control"
    examples: Sequence[str] = (
        "Louder.",
        "Set the volume to 60 percent.",
        "Say that again.",
        "Speak slower.",
        "Stop listening.",
    )

    def __init__(self, context: SkillContext) -> None:
        self._device = context.device
        self._settings = context.settings
        self._templates = Templates.named(self.name, context.own.intents.get(self.name))
        self._before_mute: int | None = None
        self._answers: Mapping[str, Callable[[Intent], Answer]] = {
            "change_volume": self._changed,
            "set_volume": lambda intent: self._volume(intent, _percent_of(intent)),
            "volume_is": lambda intent: Answer(intent, f"The volume is {self._device.volume} percent."),
            "mute": lambda intent: self._volume(intent, 0),
            "unmute": lambda intent: self._volume(intent, self._unmuted()),
            "repeat": lambda intent: Answer(intent, self._last_reply() or "I haven't said anything yet."),
            "slower": self._at_rate,
            "faster": self._at_rate,
            "normal_speed": self._at_rate,
            "mute_microphone": self._closed,
            "forget": lambda intent: Answer(
                intent, "I've forgotten our conversation.", Action("forget the conversation", self._device.forget)
            ),
        }

    def match(self, transcript: str) -> Intent | None:
        """Return what the device is to do."""
        text = with_digits(transcript)
        if not text or len(text) > LONGEST:
            return None
        if twice := _TWICE.fullmatch(text):
            text = twice[1]
        if intent := self._of_thanks(text, plain(transcript), transcript.lower()):
            return intent
        return self._of(text) or self._of_correction(text)

    def _of_thanks(self, text: str, words: str, transcript: str) -> Intent | None:
        """`plain()` takes thanks at the end for politeness: "no, thanks", "great, thank you"."""
        if "thank" not in transcript or "thank" in words:
            return None
        if text == "no":
            return Intent(self.name, "stop", {})
        return Intent(self.name, "thanks", {}) if _PRAISE.fullmatch(text) else None

    def _of(self, text: str) -> Intent | None:
        amount = _AMOUNT.search(text)
        step = VOLUME_STEP
        if amount:
            step = SMALL_STEP if amount["small"] else LARGE_STEP if amount["large"] else VOLUME_STEP
        for each in (text, " ".join(_AMOUNT.sub(" ", text).split())) if amount else (text,):
            for intent in self._intents(each, step):
                return intent
        return None

    def _of_correction(self, text: str) -> Intent | None:
        """Take the last of "louder, no, quieter"; "turn it up, no, down"."""
        head, *_, tail = parts if len(parts := _ANEW.split(text)) > 1 else [text, ""]
        if not tail.strip() or self._of(head.strip()) is None:
            return None
        return self._of(f"volume {tail.strip()}" if tail.strip() in {"up", "down"} else tail.strip())

    def _intents(self, text: str, step: int) -> Iterator[Intent]:
        for name, slots in self._templates.matches(text):
            if name in {"volume_up", "volume_down"}:
                by = percent(slots["by"]) if "by" in slots else step
                if slots.get("by") == "half":
                    by = self._device.volume // 2
                if by:
                    yield Intent(self.name, "change_volume", {"percent": by if name == "volume_up" else -by})
            elif name == "set_volume":
                words = slots.get("percent", "")
                value = percent(words) if words else slots.get("all_the_way", 100)
                if value is not None:
                    yield Intent(self.name, name, {"percent": value})
                elif whole_number(words.removesuffix("%").removesuffix(" percent")):
                    yield Intent(self.name, "volume_out_of_range", {})
            else:
                yield Intent(self.name, name, {})

    def answer(self, intent: Intent) -> Answer:
        """Say it, and do it."""
        if intent.name in _FIXED:
            return Answer(intent, _FIXED[intent.name])
        return self._answers[intent.name](intent)

    def _changed(self, intent: Intent) -> Answer:
        by = _percent_of(intent)
        if by > 0 and self._device.volume == 100:
            return Answer(intent, "I'm as loud as I can be.")
        return self._volume(intent, min(100, max(0, self._device.volume + by)))

    def _closed(self, intent: Intent) -> Answer:
        text = "I've closed my microphone. Tap my button twice to open it again."
        return Answer(intent, text, Action("close the microphone", self._device.mute_microphone))

    def _volume(self, intent: Intent, value: int) -> Answer:
        if value == 0:
            return Answer(intent, "Muted.", Action("mute", self._mute))
        return Answer(intent, f"Volume {value} percent.", _action("set the volume", self._device.set_volume, value))

    def _mute(self) -> None:
        self._before_mute = self._device.volume or self._before_mute
        self._device.set_volume(0)

    def _unmuted(self) -> int:
        """Return the volume that "unmute" restores: the present one, unless it is muted."""
        return self._device.volume or self._before_mute or self._settings.audio.volume or 50

    def _rate(self, name: str) -> float:
        usual = self._settings.models.speaking_rate
        step: Mapping[str, float] = {"slower": -RATE_STEP, "faster": RATE_STEP}
        rate = self._device.speaking_rate + step[name] if name in step else usual
        return round(min(FASTEST, max(SLOWEST, rate)), 2)

    def _at_rate(self, intent: Intent) -> Answer:
        rate = self._rate(intent.name)
        if rate == self._device.speaking_rate:
            at_end = {SLOWEST: "I can't speak slower.", FASTEST: "I can't speak faster."}
            return Answer(intent, at_end.get(rate, "I speak at normal speed already."))
        text = f"{OPENINGS[intent.name]} {self._last_reply()}".strip()
        action = _action("set the speed of the voice", self._device.set_speaking_rate, rate)
        return Answer(intent, text, action, speaking_rate=rate)

    def _last_reply(self) -> str:
        """Return what was said last, without what is said before a repetition."""
        text = self._device.last_reply()
        while opening := next((each for each in OPENINGS.values() if text.startswith(each)), None):
            text = text.removeprefix(opening).lstrip()
        return text


def _percent_of(intent: Intent) -> int:
    value = intent.slots["percent"]
    return value if isinstance(value, int) else 0


def _action(name: str, set_value: Callable[[Any], None], value: float) -> Action:
    return Action(name, lambda: set_value(value), is_urgent=True)
