"""`appliance run` as a process of its own: what it uses while it is idle, and how it ends."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.hil.rig_file import RigFile
from tests.hil.service_process import ServiceProcess

MEASURED_S = 30.0
IDLE_SHARE = 0.03
"""Limit of CPU time while idle, as a part of one core."""


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory, rig_file: RigFile) -> Iterator[ServiceProcess]:
    service = ServiceProcess(tmp_path_factory.mktemp("service"), rig_file)
    yield service
    service.kill()


@pytest.mark.thorough
def test_idle_it_costs_next_to_nothing_and_writes_nothing(service: ServiceProcess) -> None:
    service.wait_for_state("connected")
    cpu_s, disk = service.cpu_s(), service.disk_bytes()
    service.wait(MEASURED_S)
    share, card_share = ((now - before) / MEASURED_S for now, before in zip(service.cpu_s(), cpu_s, strict=True))
    disk = service.disk_bytes() - disk
    print(f"idle: {100 * share:.2f} % of one core, the virtual card {100 * card_share:.2f} %; {disk} bytes to disk")
    status, took_s = service.end()
    print(f"SIGTERM to the end: {took_s:.2f} s\n{service.log}")
    assert status == 0
    assert share < IDLE_SHARE
    assert disk == 0


def test_stopped_while_the_models_are_loaded(service: ServiceProcess) -> None:
    service.wait_for_state("connecting")
    status, took_s = service.end()
    print(f"SIGTERM to the end: {took_s:.2f} s")
    assert status == 0, service.log
    assert "connecting -> connected" not in service.log, "it stops before the models are loaded, not after"
    assert not service.socket.exists()
