"""Stage: a step of the pipeline as its worker sees it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Generic, TypeVar

from appliance.events import Output

LONGEST_STEP_S = 5.0
"""Many times what any step takes that is neither a model's nor a device's."""

ItemT_contra = TypeVar("ItemT_contra", contravariant=True)


class Stage(ABC, Generic[ItemT_contra]):
    """Base of all stages; `work()` is a generator, so that a test is `list(stage.work(item))`."""

    name: str
    """As it stands in errors and in the journal."""

    def open(self) -> None:
        """Open devices and load models; called on the worker's thread, once."""

    @abstractmethod
    def work(self, item: ItemT_contra) -> Iterator[Output]:
        """Yield what `item` leads to, None for "still at work"; may be closed at any yield."""

    def longest_step_s(self) -> float:
        """Return how long the step of `work()` that comes next, up to its yield, may take before it counts as hung."""
        return LONGEST_STEP_S

    def stop(self) -> None:
        """End a wait inside `work()` soon; called from another thread."""

    def close(self) -> None:
        """Free what `open()` took; called on the worker's thread, also when `open()` failed."""
