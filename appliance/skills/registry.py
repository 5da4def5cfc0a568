"""Which skills there are: those that come with the appliance, those of the owner's packages, and which are off.

A package of the owner adds one by an entry point of the group `voice_appliance.skills`: its name is that of the skill,
its value a callable that takes a `SkillContext` and returns a `Skill`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.metadata import entry_points

from appliance.errors import ConfigError
from appliance.intents import Skill
from appliance.settings import SkillSettings
from appliance.skills.context import SkillContext
from appliance.skills.skill_set import SkillSet

GROUP = "voice_appliance.skills"
BUILT_IN: Mapping[str, str] = {
    "replies": "appliance.skills.replies:Replies",
    "timers": "appliance.skills.timers.skill:Timers",
    "lists": "appliance.skills.lists.skill:Lists",
    "outputs": "appliance.skills.outputs:Outputs",
    "system": "appliance.skills.system:System",
    "control": "appliance.skills.control:Control",
    "clock": "appliance.skills.clock.time_and_date:TimeAndDate",
    "arithmetic": "appliance.skills.arithmetic.skill:Arithmetic",
    "units": "appliance.skills.units.skill:Units",
    "spelling": "appliance.skills.spelling.skill:Spelling",
    "facts": "appliance.skills.facts.skill:Facts",
    "chance": "appliance.skills.chance:Chance",
    "limits": "appliance.skills.limits:Limits",
}
"""Name and class of each, in the order in which they are asked."""

Factory = Callable[[SkillContext], Skill]


def skill_names() -> dict[str, str]:
    """Return the name of every skill that is installed, and where it is from, in the order in which they are asked.

    Those of packages are asked before the built-in ones, so that an owner can replace one by its name.
    """
    of_packages = {point.name: point.value for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}
    return of_packages | {name: where for name, where in BUILT_IN.items() if name not in of_packages}


def check_off(settings: SkillSettings) -> None:
    """Raise `ConfigError` where `skills.off` has a name that is no skill's."""
    names = skill_names()
    if unknown := sorted(set(settings.off) - set(names)):
        raise ConfigError(f"skills.off: {unknown[0][:100]!r} is no skill; there are {', '.join(names)}")


def load_skills(settings: SkillSettings, context: SkillContext) -> SkillSet:
    """Build every skill that is not off; raise `ConfigError` where `skills.off` has no skill's name, or one is bad."""
    check_off(settings)
    names = skill_names()
    return SkillSet([_factory(name, where)(context) for name, where in names.items() if name not in settings.off])


def all_skills(context: SkillContext) -> list[Skill]:
    """Build every skill, also those that are off; raise `ConfigError` where one is bad."""
    return [_factory(name, where)(context) for name, where in skill_names().items()]


def _factory(name: str, where: str) -> Factory:
    module, _, attribute = where.partition(":")
    try:
        factory: Factory = getattr(import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ConfigError(f"the skill {name} ({where}) cannot be loaded: {error}; uninstall its package") from None
    return factory
