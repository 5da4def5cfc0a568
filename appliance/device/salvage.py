"""What can be kept of the skills' state where a part of it is damaged: by the name of the skill."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from appliance.device.skill_storage import Salvage
from appliance.skills.lists.book import is_list
from appliance.skills.lists.understanding import SKILL
from appliance.skills.timers.items import state_from_json
from appliance.skills.timers.kept import NAME


def salvaged_lists(section: Any) -> Any:
    """Return the lists that are right; None if none is one."""
    if not isinstance(section, dict):
        return None
    return {name: items for name, items in section.items() if is_list(items)}


def salvaged_timers(section: Any) -> Any:
    """Return all timers, alarms and reminders; None if anything is wrong: half of them would pass for all."""
    try:
        state_from_json(section)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None
    return section


SALVAGE: Mapping[str, Salvage] = {SKILL: salvaged_lists, NAME: salvaged_timers}
