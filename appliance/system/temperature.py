"""The temperature of the processor, as the kernel's thermal sensors say."""

from __future__ import annotations

import re
from pathlib import Path

from appliance.system.kernel_files import kernel_text


def cpu_temperature_c(sys: Path = Path("/sys")) -> float | None:
    """Return what the hottest sensor of the CPU reads, in degrees Celsius; None where the machine has no sensor.

    Where none is marked as the CPU's, the hottest of all counts.
    """
    zones = {zone: kernel_text(zone / "temp") for zone in (sys / "class/thermal").glob("thermal_zone*")}
    readings = {zone: int(text) / 1000 for zone, text in zones.items() if text.lstrip("-").isdecimal()}
    of_cpu = [read for zone, read in readings.items() if re.search("cpu|soc|x86_pkg", kernel_text(zone / "type"))]
    return max(of_cpu or readings.values(), default=None)
