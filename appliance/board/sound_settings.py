"""What the settings may name as a microphone or a loudspeaker: what is exact. The rest is refused, with what to write.

A card that is named rightly may be plugged in later, so which cards there are decides nothing; it is only told.
"""

from __future__ import annotations

import re
from pathlib import Path

from appliance.board.alsa_names import CARD_ID, DEVICES, ONLY_CAPTURE, ONLY_PLAYBACK, AlsaName, alsa_name
from appliance.board.sound_cards import BY_NAME, PROC, Direction, SoundCard, pcm_names, sound_cards
from appliance.errors import AudioUnavailable, ConfigError
from appliance.settings import AudioSettings

_EXAMPLE = "Device"
_PATTERN = re.compile(r"[^:]*[*?|].*")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
"""An id, or the name of a card that has no spaces."""
_NUMBER = re.compile(r"(?:[\w ]*:|card *)?(?:CARD=)?(\d+)\b.*|.*\(hw:(\d+),\d+\).*", re.IGNORECASE)
_ALSA = re.compile(r"\w+:.*|.*\bCARD=.*|(plug)?hw\b.*|/dev/snd/.*", re.IGNORECASE)
_SERVERS = {
    "pipewire": re.compile(r"pipewire.*|(alsa_(in|out)put|bluez_\w+)\..*|@DEFAULT_.*", re.IGNORECASE),
    "pulse": re.compile(r"pulse(audio)?\b.*", re.IGNORECASE),
    "jack": re.compile(r"jack(/.*)?", re.IGNORECASE),
}
_DEFAULT = re.compile(r"(alsa/?)?((sys)?default)?", re.IGNORECASE)
_NO_CARD = re.compile(
    r"plug|asym|null|none|off|no|false|bluealsa|oss|shm|softvol|upmix|vdownmix|equal|samplerate|speex\w*|lavrate|[+-]?\d+"
    r"|hw_\d+(_\d+)?|mic|microphone|speakers?|loudspeaker",
    re.IGNORECASE,
)
_LONGEST = 200
"""Characters: more than any card's name, or any pattern for it, has."""


def check_sound_settings(audio: AudioSettings, proc: Path = PROC) -> None:
    """Raise `ConfigError` if the settings name a microphone or a loudspeaker by what can never be found for sure."""
    for direction in Direction:
        if why := objection(audio, direction, proc):
            raise ConfigError(why)


def objection(audio: AudioSettings, direction: Direction, proc: Path = PROC) -> str | None:
    """Return what is wrong with the name of the microphone or the loudspeaker; None where it is exact, or left out."""
    value = _value(audio, direction)
    why = None if value is None else _objection(value, direction, sound_cards(proc))
    return f"audio.{direction.value} = {value!r}: {why}" if why else None


def missing_cards(audio: AudioSettings, proc: Path = PROC) -> list[str]:
    """Return a sentence for each card that the settings name and that is not there now; it may be plugged in later."""
    sentences = []
    for direction in Direction:
        value = _value(audio, direction)
        try:
            pcm_names(value or "", direction, proc)
        except AudioUnavailable as error:
            if value is not None:
                sentences.append(f"audio.{direction.value} = {value!r}: not here now: {error}")
    return sentences


def _value(audio: AudioSettings, direction: Direction) -> str | None:
    value: str | None = getattr(audio, direction.value)
    return value


def _objection(  # noqa: PLR0911  # a table, in order
    value: str, direction: Direction, cards: tuple[SoundCard, ...]
) -> str | None:
    """Return what is wrong with the value and what to write; None where it is exact."""
    if not value.isprintable():
        return f"has control characters; {_instead(direction, cards)}"
    if value.startswith(BY_NAME):
        return None if value.removeprefix(BY_NAME).strip() else f'no ALSA device is named; as "{BY_NAME}pipewire"'
    if len(value) > _LONGEST:
        return f"has more than {_LONGEST} characters; {_instead(direction, cards)}"
    name = alsa_name(value)
    if name is not None and not name.by_number:
        return _wrong_way(name, direction)
    if server := _of_a_server(value, direction, cards):
        return server
    if number := _number(value.removeprefix("alsa/")):
        return _by_number(value, int(number), direction, cards)
    return _of_no_card(value, direction, cards) or _of_an_unknown_card(value, direction, cards)


def _wrong_way(name: AlsaName, direction: Direction) -> str | None:
    """Return what to write in place of a device of ALSA's that is for the other direction only."""
    others = ONLY_PLAYBACK if direction is Direction.CAPTURE else ONLY_CAPTURE
    if name.prefix not in others:
        return None
    exact = f"plughw:CARD={name.card}" + ("" if name.device is None else f",DEV={name.device}")
    return f'is no {direction.value}, since {name.prefix} is for the other direction; write "{exact}"'


def _of_a_server(value: str, direction: Direction, cards: tuple[SoundCard, ...]) -> str | None:
    device = next((device for device, pattern in _SERVERS.items() if pattern.fullmatch(value)), None)
    return device and (
        f'a sound server is reached as an ALSA device: write "{BY_NAME}{device}"; or the id of a card; '
        f"{_those(direction, cards)}"
    )


def _of_no_card(value: str, direction: Direction, cards: tuple[SoundCard, ...]) -> str | None:
    """Return what to write in place of what elsewhere stands for a sound server, for no card, or for any."""
    if (bare := value.removeprefix("alsa/")) != value and alsa_name(bare):
        return f'write "{bare}"'
    if _DEFAULT.fullmatch(value):
        return (
            "does not say which card; leave the setting out, and the appliance chooses the best that is there, or "
            f'write "{BY_NAME}default" for the default of /etc/asound.conf; {_instead(direction, cards)}'
        )
    if value.lower() == "auto":
        return 'write "auto"'
    is_none = _NO_CARD.fullmatch(value) or value in DEVICES or not value.strip("-_|")
    return f"is no card; {_instead(direction, cards)}" if is_none and not _has_card(value, cards) else None


def _has_card(value: str, cards: tuple[SoundCard, ...]) -> bool:
    return any(card.id.lower() == value.lower() for card in cards)


def _of_an_unknown_card(value: str, direction: Direction, cards: tuple[SoundCard, ...]) -> str | None:
    if _PATTERN.fullmatch(value) or _NAME.fullmatch(value):
        return None
    if _ALSA.fullmatch(value):
        example = f"plughw:CARD={_known(direction, cards)},DEV=0"
        return f'is not the whole ALSA name of a card, as "{example}" is; {_instead(direction, cards)}'
    same = [card for card in cards if card.has(direction) and card.name.lower() == value.strip().lower()]
    if same or re.fullmatch(CARD_ID, value.strip()):
        return f'write "{same[0].id if same else value.strip()}", the id of that card'
    return f'is not the id of a card; through a sound server, write "{BY_NAME}pipewire"; {_instead(direction, cards)}'


def _number(value: str) -> str | None:
    match = _NUMBER.fullmatch(value)
    return (match[1] or match[2]) if match else None


def _by_number(value: str, number: int, direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    why = "the number of a card changes from boot to boot"
    card = next((card for card in cards if card.index == number), None)
    if card is None:
        return f"{why}, and there is no card {number} now; {_instead(direction, cards)}"
    if not card.has(direction):
        return f"{why}; card {number} is {card.id} now, without a {direction.value}; {_instead(direction, cards)}"
    name = alsa_name(value)
    exact = name.pcm(card.id, 0) if name and name.device else card.id
    return f'{why}; card {number} is {card.id} ({card.name}) now: write "{exact}"'


def _instead(direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    return f'write the id of a card, as "{_known(direction, cards)}"; {_those(direction, cards)}'


def _known(direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    fitting = sorted((card for card in cards if card.has(direction)), key=lambda card: card.rank(direction))
    return fitting[0].id if fitting else _EXAMPLE


def _those(direction: Direction, cards: tuple[SoundCard, ...]) -> str:
    names = ", ".join(f"{card.id} ({card.name})" for card in cards if card.has(direction))
    return f"cards with a {direction.value} now: {names or 'none'} (`appliance devices`)"
