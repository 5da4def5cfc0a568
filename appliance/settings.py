"""Every setting: its type, its default, what is allowed. The line under each is its description for the owner.

Frozen and validated; nothing is read, opened or loaded here. Reading and writing the file is done in `settings_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar, Literal

from platformdirs import user_data_path
from pydantic import Field, model_validator

from appliance.output_settings import OutputTable
from appliance.setting_types import (
    DeviceModel,
    LanguageCode,
    ModelOrUrl,
    OptionalUserPath,
    OwnWords,
    Section,
    TimeOfDay,
    UserPath,
)

APP = "voice-appliance"
"""Name of this program's folders."""
VERSION = "0.1.0"
"""Of this program; `pyproject.toml` has the same."""
AUTO = "auto"
"""The value of a setting that is left to the appliance."""


class VoiceSessionConfig(Section):
    """How a session listens, thinks and speaks."""

    FORMER_NAMES: ClassVar[Mapping[str, str]] = {
        "whole_silence_s": "min_endpointing_delay_s",
        "endpoint_silence_s": "endpointing_delay_s",
        "unfinished_silence_s": "max_endpointing_delay_s",
        "speculative": "preemptive_replies",
    }

    vad_enabled: bool = True
    """End your turn when you fall silent; false: only a tap, or letting go of the button, ends it."""
    vad_sensitivity: float = Field(0.5, ge=0, le=1)
    """How easily sound is taken for speech: 0 only clear, loud speech; 1 every whisper."""
    min_endpointing_delay_s: float = Field(0.3, ge=0.2, le=5)
    """Silence after which your turn is over, when your words are a whole sentence."""
    endpointing_delay_s: float = Field(0.5, ge=0.2, le=5)
    """Silence after which your turn is over in any other case, in any language but English, and without streaming."""
    max_endpointing_delay_s: float = Field(1.3, ge=0.2, le=10)
    """Silence after which your turn is over, when your words are clearly not a whole sentence ("what is the")."""
    nobody_spoke_s: float = Field(8.0, gt=0, le=60)
    """Listening ends when nobody has spoken for this time."""
    longest_utterance_s: float = Field(28.0, ge=2, le=29)
    """Your turn is over after this time, even in the middle of a word."""
    listen_after_interrupt: bool = True
    """After an interruption, listen at once; false: only fall silent."""
    language: LanguageCode = "en"
    """Language you speak, an ISO 639-1 code; any but "en" needs a multilingual recogniser and another voice."""
    words: OwnWords = Field((), strict=False)
    """Names and rare words of yours that the recogniser mishears, as ["Siobhan", "Nabu"]: it expects them then."""
    ask_back_below: float = Field(0.6, ge=0, le=1)
    """Ask you to say it again, not reply, when the recogniser's confidence in four words or more is below; 0: never."""
    resume_s: float = Field(1.5, ge=0, le=5)
    """If you speak on within this time after the reply began, it stops, and all you said is one question; 0: never."""
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

    def with_prompt_of_model(self, system_prompt: str) -> VoiceSessionConfig:
        """Return these settings with the system prompt of the language model, where they leave it to that."""
        return self.model_copy(update={"system_prompt": system_prompt}) if self.system_prompt == AUTO else self


class ModelSettings(Section):
    """Which models, and where they are."""

    folder: UserPath = Field(default_factory=lambda: user_data_path(APP) / "models", strict=False)
    """Folder that holds the model files."""
    recognizer: str = "whisper-tiny.en"
    """Name from `appliance models list`, or the path of a ggml file."""
    language_model: ModelOrUrl = AUTO
    """Name from `appliance models list`, path of a GGUF file, or URL of an OpenAI-compatible server in your network;
    "auto": the model of the list that suits this machine."""
    device_language_model: DeviceModel = AUTO
    """Where language_model is a URL: as there, the model on the device that answers while the server does not."""
    server_model: str = ""
    """Name of the server's model, as the server lists it; "": the first that it lists."""
    server_key_file: OptionalUserPath = Field(None, strict=False)
    """File with the key (API key) of the server, which the service must be able to read; unset: it needs none."""
    voice: str = "joe-medium"
    """Name from `appliance models list`, or the path of a Piper .onnx file with its .onnx.json beside it."""
    end_of_turn: str = "none"
    """Name from `appliance models list`, or the path of an ONNX file; "none": silence and your words alone decide."""
    context_tokens: int = Field(2048, ge=512, le=32768)
    """Context window of the language model, in tokens; what does not fit is forgotten, oldest turns first."""
    speaking_rate: float = Field(1.0, ge=0.5, le=2)
    """Speed of the voice; 1.2 is a fifth faster."""


class ThreadSettings(Section):
    """Threads of each model. These three never run at the same time, so each may use every core but one."""

    recognizer: int = Field(0, ge=0, le=16)
    """0: as many as the cores if there are one or two, else one fewer, at most 4."""
    language_model: int = Field(0, ge=0, le=16)
    """0: as for the recogniser."""
    voice: int = Field(0, ge=0, le=16)
    """0: as for the recogniser."""


class BoardSettings(Section):
    """What the appliance is built from."""

    profile: str = "auto"
    """Name from `appliance devices`, or the path of a profile (.toml); "auto": the one that fits this machine best."""


class AudioSettings(Section):
    """The sound card. What is not set here is as the board's profile says."""

    microphone: str | None = None
    """A card by its id, for example "Device" (see `appliance devices`), or an ALSA device, for example "pcm:mic"."""
    loudspeaker: str | None = None
    """The same for the loudspeaker."""
    volume: int = Field(80, ge=0, le=100)
    """Loudness in percent at the first start. After that, the loudness that was set last counts."""
    earcons: bool = True
    """Play short soft sounds that say what happens: listening, error, ...; what rings is played in any case."""


class ButtonSettings(Section):
    """The button. What is not set here is as the board's profile says."""

    pin: int | None = Field(None, ge=0, le=53)
    """GPIO number (BCM, not the header's pin)."""
    active: Literal["low", "high"] | None = None
    """Level while it is pressed; "low" for a button to ground, which needs no resistor."""
    enabled: bool = True
    """False: there is no button."""
    hold: Literal["shutdown", "talk", "nothing"] = "shutdown"
    """What holding it does. "shutdown": shuts the device down; "talk": listens while it is held; "nothing"."""
    hold_s: float = Field(5.0, ge=3, le=30)
    """How long it has to be held to shut down; the warning begins after 2 s."""
    double_tap_s: float = Field(0.35, ge=0.1, le=1)
    """A second tap within this time mutes or unmutes the microphone."""
    shutdown_command: tuple[str, ...] | None = Field(None, min_length=1, strict=False)
    """Command that shuts the device down; unset: systemctl poweroff; in the service: its shutdown unit."""


class LightSettings(Section):
    """The light. What is not set here is as the board's profile says."""

    kind: Literal["none", "led", "pwm", "rgb", "apa102"] | None = None
    """"none"; "led": one, on or off; "pwm": one that can be dimmed; "rgb": three; "apa102": a strip on SPI."""
    pins: tuple[int, ...] | None = Field(None, strict=False)
    """GPIO numbers (BCM): one, or red, green, blue; for "apa102" none."""
    active: Literal["low", "high"] | None = None
    """Level that lights it."""
    leds: int | None = Field(None, ge=1, le=64)
    """How many an APA102 strip has."""
    brightness: float = Field(1.0, ge=0, le=1)
    """Brightness by day, 0 to 1."""
    night_brightness: float = Field(0.2, ge=0, le=1)
    """Brightness by night, 0 to 1. A device without a network or a clock of its own may be wrong about the time."""
    night_from: TimeOfDay = "22:00"
    """When the night begins, local time."""
    night_to: TimeOfDay = "07:00"
    """When the night ends; the same as night_from: there is no night."""


class ControlSettings(Section):
    """The control socket: `appliance ctl`."""

    socket: OptionalUserPath = Field(None, strict=False)
    """Path of the socket; unset: /run/voice-appliance/control.sock, or the user's runtime folder."""
    group: str = "voice-appliance"
    """Members of this group may use it; without such a group only the user that runs the appliance."""


class JournalSettings(Section):
    """The journal: what the appliance did, for `journalctl -u voice-appliance`."""

    transcripts: bool = False
    """Keep what you said and what it replied in the journal, too. It listens in a home: think of who can read that."""


class SkillSettings(Section):
    """What is answered, and done, by code instead of the language model: see `appliance skills`."""

    off: tuple[str, ...] = Field((), strict=False)
    """Names of skills that are not to be used, as ["facts", "limits"]."""
    folder: UserPath = Field(default=Path("/etc/voice-appliance/skills"), strict=False)
    """Folder of sentences of your own (*.yaml), beside those that come with each skill."""
    units: Literal["metric", "imperial"] = "metric"
    """What "how big" is answered in where the question does not say."""
    country: str = Field(AUTO, pattern="^(auto|[A-Z]{2})$")
    """Whose holidays count, an ISO 3166 code, as "GB"; "auto": that of the time zone."""


class Settings(Section):
    """Everything that can be set."""

    session: VoiceSessionConfig = VoiceSessionConfig()
    models: ModelSettings = Field(default_factory=ModelSettings)  # its folder depends on the environment
    threads: ThreadSettings = ThreadSettings()
    board: BoardSettings = BoardSettings()
    audio: AudioSettings = AudioSettings()
    button: ButtonSettings = ButtonSettings()
    light: LightSettings = LightSettings()
    control: ControlSettings = ControlSettings()
    journal: JournalSettings = JournalSettings()
    skills: SkillSettings = SkillSettings()
    outputs: OutputTable = Field(default_factory=dict)
    """Lamps, fans and the like on pins of the board, by what you call them: [outputs.lamp] pin = 24."""

    @model_validator(mode="after")
    def _leaves_room_for_the_question(self) -> Settings:
        if self.session.max_reply_tokens > self.models.context_tokens // 2:
            raise ValueError(
                f"session.max_reply_tokens = {self.session.max_reply_tokens} must be at most half of "
                f"models.context_tokens = {self.models.context_tokens}"
            )
        return self
