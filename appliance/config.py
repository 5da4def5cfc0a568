"""Settings: TOML in, frozen and validated objects out; an error names the file, the key, the value and what is allowed.

The line under each field is its description in `appliance config show`. Nothing is opened or loaded here.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, get_args

from platformdirs import site_config_path, user_config_path, user_data_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from appliance.errors import ConfigError

APP = "voice-appliance"
FILE_NAME = "appliance.toml"

_ESCAPES = {"\\": "\\\\", '"': '\\"'} | {chr(code): f"\\u{code:04x}" for code in (*range(0x20), 0x7F)}
"""What a TOML string may hold only escaped."""


def _language_code(code: str) -> str:
    if len(code) != 2 or not code.isascii() or not code.islower() or not code.isalpha():
        raise ValueError('must be an ISO 639-1 code of two small letters, as "en" or "de"')
    return code


def _expanded(folder: Path) -> Path:
    try:
        return folder.expanduser()
    except RuntimeError:
        raise ValueError(f"there is no user {folder.parts[0].removeprefix('~')!r}") from None


class _Section(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", use_attribute_docstrings=True, strict=True, allow_inf_nan=False
    )


class VoiceSessionConfig(_Section):
    """How a session listens, thinks and speaks."""

    vad_enabled: bool = True
    """End the user's turn when they fall silent; false: only stop_listening() ends it (push to talk)."""
    vad_sensitivity: float = Field(0.5, ge=0, le=1)
    """0 takes only clear, loud speech for speech; 1 takes every whisper."""
    endpoint_silence_s: float = Field(0.5, ge=0.2, le=5)
    """Silence after a whole sentence that ends the user's turn."""
    unfinished_silence_s: float = Field(1.3, ge=0.2, le=10)
    """Silence that ends it when the words so far are clearly not a whole sentence ("what is the")."""
    nobody_spoke_s: float = Field(8.0, gt=0, le=60)
    """Listening ends after so long without any speech."""
    longest_utterance_s: float = Field(28.0, ge=2, le=29)
    """The user's turn ends after so long, even in the middle of a word."""
    listen_after_interrupt: bool = True
    """After interrupt() listen to the user at once; false: only fall silent."""
    language: Annotated[str, AfterValidator(_language_code)] = "en"
    """Language that is spoken, an ISO 639-1 code; others than "en" need a multilingual recogniser and another voice."""
    streaming: bool = True
    """Transcripts while the user speaks; false: only the final one, and unfinished_silence_s has no effect."""
    transcription_timeout_s: float = Field(30.0, gt=0, le=600)
    """Longest the recogniser may take."""
    generation_timeout_s: float = Field(60.0, gt=0, le=600)
    """Longest the language model may take."""
    synthesis_timeout_s: float = Field(30.0, gt=0, le=600)
    """Longest the voice may take for a sentence."""
    error_shown_s: float = Field(2.0, ge=0, le=60)
    """How long an error is shown before the appliance is ready again."""
    system_prompt: str = Field(
        "You are a helpful assistant. Answer each question in one or two short sentences.", min_length=1
    )
    """What the language model is told first."""
    temperature: float = Field(0.0, ge=0, le=2)
    """0 answers the same question the same way each time; higher is more varied, and more often wrong."""
    max_reply_tokens: int = Field(96, ge=8, le=1024)
    """Cap on the length of a reply; 96 tokens are about 25 s of speech."""


class ModelSettings(_Section):
    """Which models, and where they are."""

    folder: Annotated[Path, AfterValidator(_expanded)] = Field(
        default_factory=lambda: user_data_path(APP) / "models", strict=False
    )
    """Folder that holds the model files."""
    recognizer: str = "whisper-tiny.en"
    """Name from `appliance models list`, or the path of a ggml file."""
    language_model: str = "smollm2-135m-instruct-q4_1"
    """Name from `appliance models list`, or the path of a GGUF file."""
    voice: str = "joe-medium"
    """Name from `appliance models list`, or the path of a Piper .onnx file with its .onnx.json beside it."""
    context_tokens: int = Field(2048, ge=512, le=32768)
    """Context window of the language model; what does not fit is forgotten, oldest turns first."""
    speaking_rate: float = Field(1.0, ge=0.5, le=2)
    """Speed of the voice; 1.2 is a fifth faster."""


class ThreadSettings(_Section):
    """Threads of each model; they never run at the same time, so each may use all cores but those for audio."""

    recognizer: int = Field(0, ge=0, le=16)
    """0: all cores on 2, all but one on 4."""
    language_model: int = Field(0, ge=0, le=16)
    """0: as above."""
    voice: int = Field(0, ge=0, le=16)
    """0: as above."""


class Settings(_Section):
    """Everything that can be set."""

    session: VoiceSessionConfig = VoiceSessionConfig()
    models: ModelSettings = ModelSettings()
    threads: ThreadSettings = ThreadSettings()

    @model_validator(mode="after")
    def _leaves_room_for_the_question(self) -> Settings:
        if self.session.max_reply_tokens > self.models.context_tokens // 2:
            raise ValueError(
                f"session.max_reply_tokens = {self.session.max_reply_tokens} must be at most half of "
                f"models.context_tokens = {self.models.context_tokens}"
            )
        return self


def settings_file() -> Path | None:
    """Return the settings file in force: $APPLIANCE_CONFIG, the user's, the system's; None where there is none."""
    if chosen := os.environ.get("APPLIANCE_CONFIG"):
        return Path(chosen)
    candidates = (
        user_config_path(APP) / FILE_NAME,
        site_config_path(APP) / FILE_NAME,
        Path("/etc", APP, FILE_NAME),
    )
    return next((path for path in candidates if path.exists()), None)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings in `path`, or in the file in force; defaults where there is none. Raises `ConfigError`."""
    path = path or settings_file()
    if path is None:
        return Settings()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(f"{path}: there is no such settings file") from None
    except IsADirectoryError:
        raise ConfigError(f"{path}: is a folder, not a settings file") from None
    except PermissionError:
        raise ConfigError(f"{path}: may not be read by this user") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: is not a text file in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from None
    try:
        settings = Settings.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path}: {_sentence(error.errors()[0])}") from None
    return settings


def _sentence(error: ErrorDetails) -> str:
    """Say what is wrong with one key, and what would be right."""
    where = ".".join(str(part) for part in error["loc"])
    if error["type"] == "extra_forbidden":
        return f"there is no setting {where!r}; {_suggestion(tuple(map(str, error['loc'])))}"
    if error["type"] in {"model_type", "model_attributes_type"}:
        return f"{where!r} is a section: write it as [{where}]"
    message = error["msg"].removeprefix("Value error, ")
    if not where:
        return message
    reason = message[0].lower() + message[1:].replace("Input should", "input should")
    reason = reason.replace("input should be", "must be").replace("input should have", "must have")
    return f"{where} = {error['input']!r}: {reason}"


def _suggestion(where: tuple[str, ...]) -> str:
    fields = Settings.model_fields
    section = fields.get(where[0])
    names = _section_class(section.annotation).model_fields if section and len(where) > 1 else fields
    close = difflib.get_close_matches(where[-1], names, n=1)
    elsewhere = [s for s, f in fields.items() if where[-1] in _section_class(f.annotation).model_fields]
    if elsewhere:
        return f"it belongs into [{elsewhere[0]}]"
    if close:
        return f"did you mean {close[0]!r}?"
    return f"allowed are: {', '.join(names)}"


def _section_class(annotation: Any) -> type[BaseModel]:
    section = (get_args(annotation) or (annotation,))[0]
    assert isinstance(section, type)
    assert issubclass(section, BaseModel)
    return section


def settings_as_toml(settings: Settings) -> str:
    """Write out the settings, each under its description: a file that `load_settings()` reads back."""
    lines: list[str] = []
    for name in Settings.model_fields:
        section: BaseModel = getattr(settings, name)
        lines += [f"[{name}]"]
        for key, field in type(section).model_fields.items():
            lines += [
                f"# {' '.join((field.description or '').split())}",
                f"{key} = {_toml(getattr(section, key))}",
            ]
        lines.append("")
    return "\n".join(lines)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return repr(value)
    return '"' + "".join(_ESCAPES.get(char, char) for char in str(value)) + '"'
