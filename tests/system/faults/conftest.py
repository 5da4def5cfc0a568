"""The campaign's appliance, which all faults share, and the table that is printed at the end."""

from __future__ import annotations

import pytest

from tests.system.appliance import Appliance
from tests.system.conftest import MakeAppliance
from tests.system.conversation import Conversation
from tests.system.faults.campaign import prepare_campaign
from tests.system.faults.fault import Row
from tests.system.faults.shim import Shim
from tests.system.faults.table import as_text, write

ROWS = pytest.StashKey[list[Row]]()


@pytest.fixture(scope="session")
def rows(pytestconfig: pytest.Config) -> list[Row]:
    """Takes the rows of the table."""
    return pytestconfig.stash.setdefault(ROWS, [])


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the table, and write it into its document if that is wanted."""
    rows = config.stash.get(ROWS, [])
    if rows:
        terminalreporter.section("faults")
        terminalreporter.write_line(as_text(rows))
    if rows and config.getoption("--write-faults"):
        write(rows)


@pytest.fixture(scope="session")
def shim(conversation: Conversation) -> Shim:
    """What does to the service what the world would."""
    return Shim(conversation.folder)


class Patient:
    """The appliance to which the faults happen: the same one, as long as it recovers."""

    def __init__(self, make: MakeAppliance, shim: Shim) -> None:
        self._make = make
        self._shim = shim
        self._appliance: Appliance | None = None

    def appliance(self) -> Appliance:
        """Return it, on and ready; another one after `give_up()`."""
        if self._appliance is None:
            self._appliance = self._make()
            self._appliance.machine.power_on()
            self._appliance.wait_until_ready()
            prepare_campaign(self._appliance, self._shim)
        return self._appliance

    def give_up(self) -> None:
        """Use it no more: a fault has left it broken."""
        if self._appliance:
            self._appliance.machine.stop_dead()
        self._appliance = None


@pytest.fixture(scope="module")
def patient(new_appliance: MakeAppliance, shim: Shim) -> Patient:
    """The appliance to which the faults of a module happen."""
    return Patient(new_appliance, shim)


@pytest.fixture(autouse=True)
def no_leaked_threads() -> None:
    """Let threads outlive a test: those that follow the shared appliance end with it."""
