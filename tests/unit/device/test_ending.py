"""Ending: what is told before, during and after the wait; a signal that the waiting thread does not notice itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from appliance.device.ending import Ending
from tests.patience import OUTER_S

GIVEN_UP_S = OUTER_S


@contextmanager
def handled(number: int, ending: Ending) -> Iterator[None]:
    former = signal.signal(number, lambda *_: ending.put(None))
    try:
        yield
    finally:
        signal.signal(number, former)


def test_what_was_told_before_it_waits() -> None:
    ending, bug = Ending(), RuntimeError("bug")
    ending.put(bug)
    ending.open()
    ending.put(None)
    assert ending.wait() is bug
    ending.close()
    ending.put(None)  # wakes nobody, breaks nothing


def test_told_by_another_thread() -> None:
    ending, bug = Ending(), RuntimeError("bug")
    ending.open()
    thread = threading.Thread(target=ending.put, args=(bug,))
    thread.start()
    assert ending.wait() is bug
    thread.join()
    ending.close()


def test_a_signal_that_reaches_another_thread_wakes_the_main_thread() -> None:
    """As one does that comes just before the main thread falls asleep: nothing interrupts its sleep."""
    ending, is_awake = Ending(), threading.Event()

    def take_the_signal() -> None:
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)
        if not is_awake.wait(GIVEN_UP_S):
            ending.put(TimeoutError("the signal was not noticed"))

    with handled(signal.SIGUSR1, ending):
        ending.open()
        thread = threading.Thread(target=take_the_signal)
        thread.start()
        assert ending.wait() is None
        is_awake.set()
        thread.join()
        ending.close()


def test_the_wake_up_descriptor_is_given_back() -> None:
    before = signal.set_wakeup_fd(-1)
    ending = Ending()
    ending.open()
    ending.close()
    assert signal.set_wakeup_fd(before) == -1
