"""Every setting: its type, its default, what is allowed. The line under each is its description for the owner.

Frozen and validated; nothing is read, opened or loaded here. Reading and writing the file is done in `settings_file`.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from appliance.output_settings import OutputTable
from appliance.setting_types import Section
from appliance.settings.audio import AudioSettings
from appliance.settings.board import BoardSettings, ButtonSettings, LightSettings
from appliance.settings.models import ModelSettings, ThreadSettings
from appliance.settings.names import APP, AUTO, VERSION
from appliance.settings.service import ControlSettings, JournalSettings, SkillSettings
from appliance.settings.session import VoiceSessionConfig

__all__ = [
    "APP",
    "AUTO",
    "VERSION",
    "AudioSettings",
    "BoardSettings",
    "ButtonSettings",
    "ControlSettings",
    "JournalSettings",
    "LightSettings",
    "ModelSettings",
    "Settings",
    "SkillSettings",
    "ThreadSettings",
    "VoiceSessionConfig",
]


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
