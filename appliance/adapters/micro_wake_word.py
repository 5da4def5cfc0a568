"""MicroWakeWordDetector: wake words by microWakeWord's models, which are made for microcontrollers."""

from __future__ import annotations

from appliance.audio.format import Samples
from appliance.errors import ModelUnavailable


class MicroWakeWordDetector:
    """Listens for one of the words that come with pymicro-wakeword."""

    def __init__(self, name: str) -> None:
        """`name` is that of one of its models, as "okay_nabu". Raises `ModelUnavailable`."""
        from pymicro_wakeword import MicroWakeWord, MicroWakeWordFeatures, Model

        try:
            self._model = MicroWakeWord.from_builtin(Model(name))
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"session.wake_word = {name!r}: cannot be listened for: {error}") from error
        self._make_features = MicroWakeWordFeatures
        self._features = MicroWakeWordFeatures()

    def has_heard(self, samples: Samples) -> bool:
        """Take the next frame (320 samples, 16 kHz), and say whether the word ends in it."""
        heard = [self._model.process_streaming(step) for step in self._features.process_streaming(samples.tobytes())]
        return any(heard)

    def forget(self) -> None:
        """Forget what was heard: what follows is another sound."""
        self._model.reset()
        self._features = self._make_features()
