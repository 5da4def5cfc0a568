"""Patience: it lasts as long as something goes on, and ends where nothing does."""

from __future__ import annotations

import time

from tests import patience
from tests.patience import Patience, wait_patiently, wanted_s


def test_what_has_come_is_not_waited_for() -> None:
    assert wait_patiently(lambda _slice: True)


def test_a_thread_that_computes_is_counted() -> None:
    def counted_s() -> float:
        before_s, began_s = wanted_s(), time.thread_time()
        while time.thread_time() < began_s + 0.1:
            pass
        return wanted_s() - before_s

    assert any(counted_s() >= 0.05 for _ in range(5)), "less only where another thread has ended meanwhile"


def test_it_ends_where_nothing_goes_on() -> None:
    left = Patience()
    left._since_s -= patience.IDLE_S
    left._wanted_s = wanted_s()
    assert not left.is_left()


def test_it_lasts_while_a_thread_computes() -> None:
    left = Patience()
    left._since_s -= patience.IDLE_S
    left._wanted_s -= patience.IDLE_S
    assert left.is_left()


def test_it_ends_at_the_outer_limit() -> None:
    left = Patience()
    left._began_s -= patience.OUTER_S
    assert not left.is_left()
