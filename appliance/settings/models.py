"""Which models, where they are, and the threads that they get."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field

from appliance.setting_types import DeviceModel, ModelOrUrl, OptionalUserPath, Section, Speaker, UserPath
from appliance.settings.names import APP, AUTO

INSTALLED = Path("/opt/voice-appliance")
"""Where `deploy/install` puts releases, and the models that they share."""


def models_folder(code: Path) -> Path:
    """Return the folder of models for code that is there: of an installed appliance the one that its releases share."""
    return (INSTALLED if INSTALLED in code.resolve().parents else user_data_path(APP)) / "models"


class ModelSettings(Section):
    """Which models, and where they are."""

    folder: UserPath = Field(default_factory=lambda: models_folder(Path(__file__)), strict=False)
    """Folder that holds the model files."""
    recognizer: DeviceModel = "whisper-tiny.en"
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
    voice: DeviceModel = "joe-medium"
    """Name from `appliance models list`, or the path of a Piper .onnx file with its .onnx.json beside it."""
    speaker: Speaker = None
    """Of a voice with several speakers, the number or the name of one, as 35 or "p225"; unset: the first."""
    pronunciations: OptionalUserPath = Field(None, strict=False)
    """File with how words are said, one per line, as Siobhan = shiv-awn; unset: /etc/voice-appliance/pronunciations,
    if it is there."""
    end_of_turn: DeviceModel = "none"
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
