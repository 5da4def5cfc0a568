"""`deploy/uninstall` leaves the owner's settings and models only, and with `--purge` not even those."""

from __future__ import annotations

from pathlib import Path

from tests.system.appliance import PRODUCT, SETTINGS, UNIT, Appliance
from tests.system.conftest import MakeAppliance
from tests.system.product import SOURCES

NOT_OURS = (
    *(
        "/var/log",
        "/var/lib/systemd",
        "/var/lib/dbus",
        "/run",
        "/tmp",
        "/var/tmp",
        "/dev",
        "/proc",
        "/sys",
        "/srv",
        "/root",
    ),
    "/etc/systemd/system/voice-appliance.service.d",  # the drop-ins of these tests
)
"""Where a running machine writes by itself, and where the tests have put files."""
CHANGED_BY_ACCOUNTS = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid")


def files(root: Path) -> set[str]:
    """Return the paths of all files and folders below `root`, except those in `NOT_OURS`."""
    found = set()
    for path in root.rglob("*"):
        name = f"/{path.relative_to(root)}"
        if not name.startswith(NOT_OURS):
            found.add(name)
    return found


def test_it_leaves_nothing(new_appliance: MakeAppliance, debian: Path) -> None:
    appliance = new_appliance()
    machine = appliance.machine
    machine.power_on()
    appliance.wait_until_ready()
    bare = files(debian)

    machine.run(f"{SOURCES}/first/deploy/uninstall")
    left = files(machine.disk.root) - bare
    models = {name for name in left if name.startswith(f"{PRODUCT}/models")}
    assert len(models) > 3
    folder = str(Path(SETTINGS).parent)
    of_owner = {PRODUCT, SETTINGS, folder, f"{folder}/skills", f"{folder}/skills/example.yaml"}
    assert left - models - set(_account_files(left)) <= of_owner, left - models
    assert_gone(appliance)

    machine.run(f"{SOURCES}/first/deploy/uninstall", "--purge")
    left = files(machine.disk.root) - bare
    assert left - set(_account_files(left)) == set()
    machine.power_off()
    machine.power_on()
    machine.wait_until_settled()
    assert machine.run("systemctl", "is-system-running", check=False).stdout.strip() == "running"
    machine.power_off()


def _account_files(left: set[str]) -> list[str]:
    """Return the files that belong to the tools for user accounts, also their backups, such as "/etc/passwd-"."""
    return [name for name in left if name.rstrip("-") in CHANGED_BY_ACCOUNTS or name == "/etc/.pwd.lock"]


def assert_gone(appliance: Appliance) -> None:
    """Check that neither the unit nor its user and group exist any more."""
    machine = appliance.machine
    assert appliance.show("LoadState") == "not-found" or appliance.show("ActiveState") == "inactive"
    assert UNIT not in machine.run("systemctl", "list-unit-files", "--no-legend").stdout
    for database in ("passwd", "group"):
        assert machine.run("getent", database, "voice-appliance", check=False).returncode == 2
    assert "voice-appliance" not in machine.run("journalctl", "--list-catalog").stdout
