from appliance.skills.timers import edits
from appliance.skills.timers.book import TimerBook
from appliance.skills.timers.listing import lines
from appliance.skills.timers.skill import Timers
from tests.unit.skills.timers.timer_rig import FakeClock, MemoryStorage, skill_context


def set_by_voice(clock: FakeClock, storage: MemoryStorage, *sentences: str) -> Timers:
    skill = Timers(skill_context(clock, storage))
    for sentence in sentences:
        intent = skill.match(sentence)
        assert intent is not None
        answer = skill.answer(intent)
        assert answer.action is not None
        answer.action.carry_out()
    return skill


def test_nothing_is_set() -> None:
    assert lines(TimerBook(FakeClock(), MemoryStorage())) == ["no timers, alarms or reminders are set"]


def test_each_has_a_line_and_nothing_is_written() -> None:
    clock, storage = FakeClock(), MemoryStorage()
    set_by_voice(
        clock,
        storage,
        "Set a pasta timer for ten minutes.",
        "Pause the pasta timer.",
        "Wake me up at seven every weekday.",
        "Remind me at six to take the bins out.",
        "Set a timer for one minute.",
    )
    saves = storage.saves
    assert lines(TimerBook(clock, storage)) == [
        "timer pasta: 10 minutes left, paused",
        "alarm: 7 AM every weekday",
        "reminder take the bins out: 6 PM today",
        "timer: 1 minute left",
    ]
    clock.pass_time(61)
    assert lines(TimerBook(clock, storage))[-1] == "timer: done"
    assert storage.saves == saves


def test_what_rings_says_so() -> None:
    clock, storage = FakeClock(), MemoryStorage()
    skill = Timers(skill_context(clock, storage))
    skill.book.change(edits.add_countdowns("timer", [5.0], "egg"))
    clock.pass_time(6)
    skill.book.take_due()
    assert lines(TimerBook(clock, storage)) == ["timer egg: ringing"]
