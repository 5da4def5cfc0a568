"""ModelStage: base of the stages that load a model when they open, and free it when they close."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Generic, TypeVar

from appliance.threads.stage import InT_contra, OutT_co, Stage

ModelT = TypeVar("ModelT")


class ModelStage(Stage[InT_contra, OutT_co], Generic[InT_contra, OutT_co, ModelT]):
    """Loads, keeps and frees `_model`, all on the worker's thread."""

    _model: ModelT

    def __init__(self, load_model: Callable[[], ModelT]) -> None:
        self._load_model = load_model

    def open(self) -> None:
        """Load the model."""
        self._model = self._load_model()

    def close(self) -> None:
        """Free the model now: on the thread that used it, before another one is loaded."""
        with contextlib.suppress(AttributeError):  # never loaded
            del self._model
