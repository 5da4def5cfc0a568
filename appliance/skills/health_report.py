"""Says in a sentence or two how the machine is."""

from __future__ import annotations

from appliance.system.health import Health

HOT_C = 80.0
"""A Raspberry Pi begins to slow down."""
LITTLE_MEMORY_MB = 150


def uptime_words(seconds: float) -> str:
    """Return for how long it has been on, in its two largest units: "3 hours and 20 minutes"."""
    minutes = int(seconds) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    counted = [(days, "day"), (hours, "hour"), (minutes, "minute")]
    words = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in counted if count]
    return " and ".join(words[:2]) or "less than a minute"


def temperature_words(temperature_c: float | None) -> str:
    """Return the answer to how hot it is."""
    if temperature_c is None:
        return "I don't know: this machine has no temperature sensor."
    hot = ", which is too hot: I need more air" if temperature_c >= HOT_C else ""
    return f"My processor is at {round(temperature_c)} °C{hot}."


def memory_words(available_mb: int | None) -> str:
    """Return how much memory is free."""
    if available_mb is None:
        return "I don't know how much memory is free."
    return f"I have {_memory(available_mb)} of free memory."


def report(health: Health, uptime_s: float, is_clock_trusted: bool) -> str:
    """Return whether all is well, and if not, what is wrong."""
    wrong = [*_wrong(health, is_clock_trusted)]
    if wrong:
        return f"Not everything is fine: {', and '.join(wrong)}."
    figures = [] if health.temperature_c is None else [f"my processor is at {round(health.temperature_c)} °C"]
    if health.available_mb is not None:
        figures.append(f"{_memory(health.available_mb)} of memory are free")
    figures.append(f"I've been on for {uptime_words(uptime_s)}")
    return f"I'm fine: {', '.join(figures[:-1])}{', and ' if len(figures) > 1 else ''}{figures[-1]}."


def _memory(available_mb: int) -> str:
    return f"{available_mb / 1000:.1f} gigabytes" if available_mb >= 1000 else f"{available_mb} megabytes"


def _wrong(health: Health, is_clock_trusted: bool) -> list[str]:
    found = []
    if health.temperature_c is not None and health.temperature_c >= HOT_C:
        found.append(f"my processor is too hot, at {round(health.temperature_c)} °C")
    if health.throttling is not None:
        found += [_as_said(reason) for reason in health.throttling.now]
    if health.available_mb is not None and health.available_mb < LITTLE_MEMORY_MB:
        found.append(f"only {health.available_mb} megabytes of memory are free")
    if not is_clock_trusted:
        found.append("my clock is not set, so I don't know what time it is")
    return found


def _as_said(reason: str) -> str:
    return {"under-voltage": "my power supply is too weak"}.get(
        reason, reason.replace("it is", "I am").replace("its", "my")
    )
