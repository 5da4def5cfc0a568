"""Every error the appliance raises on purpose: one root, one child per layer.

The message of each is one sentence for the owner: what is wrong, with what, and what to do about it. Commands print
it and exit non-zero; a traceback is for bugs only.
"""

from __future__ import annotations


class ApplianceError(Exception):
    """Root of the expected errors; its text is fit to be shown to the owner."""


class ConfigError(ApplianceError):
    """A settings file cannot be read, or a value in it is not allowed."""


class RecordingError(ApplianceError):
    """A recording cannot be used: missing, not a WAV, cut short, empty, too long."""


class AudioUnavailable(ApplianceError):
    """A microphone or a loudspeaker cannot be opened, or is gone."""


class PinUnavailable(ApplianceError):
    """A button or a light cannot be opened: no GPIO, a pin that does not exist, is taken, or may not be used."""


class ControlUnavailable(ApplianceError):
    """The control socket cannot be opened or reached."""


class ModelUnavailable(ApplianceError):
    """A model is missing, damaged, of the wrong kind, or refuses to load."""


class ServerUnavailable(ApplianceError):
    """The language model server of the settings cannot be reached, or does not do what it should."""


class DownloadFailed(ApplianceError):
    """A file could not be fetched, or what came is not what was asked for."""


class SelfTestFailed(ApplianceError):
    """The recorded question was not recognised, or not answered."""


class InvalidQuestion(ApplianceError):
    """A typed question, or a text to be spoken, cannot be used: it has no words, or too many."""


class StorageUnavailable(ApplianceError):
    """What is to outlive a restart cannot be written."""


class InvalidState(ApplianceError):
    """A call that makes no sense in the session's present state."""


class StageTimeout(ApplianceError):
    """A stage did not deliver in the time it is given."""

    def __init__(self, stage: str, timeout_s: float) -> None:
        super().__init__(f"the {stage} gave no result within {timeout_s:g} s")
        self.stage = stage
        self.timeout_s = timeout_s


class PipelineError(ApplianceError):
    """A stage failed; `cause` is what it raised."""

    def __init__(self, stage: str, cause: BaseException) -> None:
        super().__init__(f"the {stage} failed: {cause}")
        self.stage = stage
        self.cause = cause
