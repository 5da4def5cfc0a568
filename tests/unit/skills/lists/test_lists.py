"""Lists: what is said, what is kept, and the question before one is cleared."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from appliance.errors import StorageUnavailable
from appliance.intents import Skill
from appliance.skills.lists.skill import YES_WITHIN_S, Lists
from appliance.text.spoken_text import spoken_text
from tests.unit.skills.lists_rig import FakeClock, MemoryStorage, ask, context, say


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def storage() -> MemoryStorage:
    return MemoryStorage()


@pytest.fixture
def skill(clock: FakeClock, storage: MemoryStorage) -> Lists:
    return Lists(context(clock, storage))


def kept(storage: MemoryStorage) -> dict[str, Any]:
    return storage.load("lists") or {}


def test_what_is_added_is_kept_read_and_taken_off(skill: Skill, storage: MemoryStorage) -> None:
    assert say(skill, "What's on my shopping list?") == "Your shopping list is empty."
    assert say(skill, "Add milk to my shopping list.") == "I've added milk to your shopping list."
    assert say(skill, "What's on my list?") == "There is one thing on your shopping list: milk."
    assert say(skill, "Add eggs, salt and pepper and two pints of cream.") == (
        "I've added eggs, salt and pepper, and 2 pints of cream to your shopping list."
    )
    assert kept(storage) == {"shopping": ["milk", "eggs", "salt and pepper", "2 pints of cream"]}
    assert say(skill, "How many things are on my list?") == "There are 4 things on your shopping list."
    assert say(skill, "Take the milk and the eggs off my list.") == "I've taken milk and eggs off your shopping list."
    assert say(skill, "Remove the cream from the list.") == "I've taken 2 pints of cream off your shopping list."
    assert say(skill, "Take off the salt and pepper.") == (
        "I've taken salt and pepper off your shopping list, which is empty now."
    )
    assert kept(storage) == {"shopping": []}


def test_nothing_is_changed_before_the_action_is_carried_out(skill: Skill, storage: MemoryStorage) -> None:
    for _ in range(2):
        answer = ask(skill, "Add milk to my shopping list.")
        assert answer
        assert answer.action
        assert answer.action.name == "add to list"
        assert not answer.action.is_urgent
        assert storage.saves == 0
    assert say(skill, "Add milk to my shopping list.") == "I've added milk to your shopping list."
    assert kept(storage) == {"shopping": ["milk"]}


def test_another_skill_finds_them_after_a_restart(skill: Skill, storage: MemoryStorage) -> None:
    say(skill, "Put sunscreen on my packing list.")
    assert say(Lists(context(storage=storage)), "What's on my packing list?") == (
        "There is one thing on your packing list: sunscreen."
    )


def test_what_is_there_is_not_added_again(skill: Skill, storage: MemoryStorage) -> None:
    say(skill, "Add tomatoes to my shopping list.")
    assert say(skill, "Add a tomato to my shopping list.") == "Your shopping list already has tomato."
    assert say(skill, "Add tomatoes and butter.") == "I've added butter to your shopping list. It already has tomatoes."
    assert say(skill, "Add jam, jam and jam.") == "I've added jam to your shopping list."
    assert kept(storage) == {"shopping": ["tomatoes", "butter", "jam"]}


def test_things_to_do_are_read_as_such(skill: Skill) -> None:
    assert say(skill, "Add call the plumber to my to-do list.") == "I've added to your to-do list: call the plumber."
    assert say(skill, "What do I have to do?") == "There is one thing on your to-do list: call the plumber."
    assert say(skill, "Is call the plumber on my to-do list?") == "Yes, your to-do list has call the plumber."


def test_what_is_not_there_is_not_taken_off(skill: Skill, storage: MemoryStorage) -> None:
    assert say(skill, "Remove beer from the shopping list.") == "Your shopping list is empty."
    say(skill, "Add milk and bread.")
    before = storage.saves
    assert say(skill, "Remove beer from the shopping list.") == "There is no beer on your shopping list."
    assert say(skill, "Remove eggs from the shopping list.") == "There are no eggs on your shopping list."
    assert storage.saves == before
    assert say(skill, "Remove mulk from the list.") == "I've taken milk off your shopping list.", "misheard"
    say(skill, "Add milk to the list.")
    assert say(skill, "Remove milk and beer from the list.") == (
        "I've taken milk off your shopping list. It had no beer."
    )
    assert kept(storage) == {"shopping": ["bread"]}


def test_a_word_that_fits_two_things_takes_none_of_them_off(skill: Skill, storage: MemoryStorage) -> None:
    say(skill, "Add oat milk, red wine and white wine to the list.")
    assert say(skill, "Take the wine off the list.") == (
        "Your shopping list has red wine and white wine: say which wine you mean."
    )
    assert say(skill, "Take the milk off the list.") == "I've taken oat milk off your shopping list."
    say(skill, "Add wine to the list.")
    assert say(skill, "Take the wine off the list.") == "I've taken wine off your shopping list."
    assert kept(storage) == {"shopping": ["red wine", "white wine"]}


def test_the_last_and_the_first_are_taken_off(skill: Skill, storage: MemoryStorage) -> None:
    say(skill, "Add milk, bread and jam.")
    assert say(skill, "Remove the last item from my list.") == "I've taken jam off your shopping list."
    assert say(skill, "Remove the first item from my list.") == "I've taken milk off your shopping list."
    assert kept(storage) == {"shopping": ["bread"]}


def test_whether_something_is_on_a_list(skill: Skill) -> None:
    say(skill, "Add milk and two lemons to the list.")
    assert say(skill, "Do I have milk on my list?") == "Yes, your shopping list has milk."
    assert say(skill, "Is there a lemon on my list?") == "Yes, your shopping list has 2 lemons."
    assert say(skill, "Are there eggs on my list?") == "No, there are no eggs on your shopping list."
    assert say(skill, "Are milk and eggs on my list?") == "Yes, your shopping list has milk, but no eggs."


def test_of_a_long_list_twelve_are_read(skill: Skill, storage: MemoryStorage) -> None:
    storage.save("lists", {"shopping": [f"thing {number}" for number in range(13)]})
    assert say(skill, "Read my list.").endswith(": " + ", ".join(f"thing {n}" for n in range(12)) + " and thing 12.")
    storage.save("lists", {"shopping": [f"thing {number}" for number in range(20)]})
    assert say(skill, "Read my list.").endswith("thing 11 and 8 more.")


def test_lists_of_ones_own(skill: Skill, storage: MemoryStorage) -> None:
    assert say(skill, "What lists do I have?") == "There is nothing on any list."
    assert say(skill, "What's on my packing list?") == "You have no packing list."
    assert say(skill, "Create a packing list.") == (
        "Your packing list is ready. To fill it, say, for example: add socks to the packing list."
    )
    assert say(skill, "What's on my packing list?") == "Your packing list is empty."
    say(skill, "Add socks to the packing list.")
    say(skill, "Add milk to the shopping list.")
    assert say(skill, "What lists do I have?") == "You have 2 lists: packing and shopping."
    assert say(skill, "Remove milk from the gift list.") == (
        "You have no gift list. You have 2 lists: packing and shopping."
    )
    assert say(skill, "Create a packing list.").startswith("You have one already. There is one thing on your packing")
    assert say(skill, "Make a new list.") == "Say its name, for example: create a packing list."
    assert kept(storage) == {"packing": ["socks"], "shopping": ["milk"]}


def test_where_no_list_is_named_it_is_the_one_that_has_it(skill: Skill, storage: MemoryStorage) -> None:
    say(skill, "Add socks to the packing list.")
    assert say(skill, "Read me my list.") == "There is one thing on your packing list: socks."
    assert say(skill, "Take the socks off.") == "I've taken socks off your packing list, which is empty now."


# --- clearing


def test_a_list_is_cleared_after_a_yes(skill: Skill, clock: FakeClock, storage: MemoryStorage) -> None:
    say(skill, "Add milk and eggs to my shopping list.")
    answer = ask(skill, "Clear the shopping list.")
    assert answer
    assert answer.text == "Shall I clear your shopping list? It has 2 things on it. Say yes or no."
    assert answer.listens_after
    assert ask(skill, "Yes.") is None, "it was not asked yet"
    assert answer.action
    answer.action.carry_out()
    assert kept(storage) == {"shopping": ["milk", "eggs"]}
    clock.advance(YES_WITHIN_S)
    assert say(skill, "Yes, please.") == "Your shopping list is empty now."
    assert kept(storage) == {}
    assert ask(skill, "Yes.") is None, "only once"
    assert say(skill, "Clear the shopping list.") == "Your shopping list is empty."


@pytest.mark.parametrize(
    "yes", ["Yes.", "Yeah", "Yes please.", "Yes, do it.", "Sure", "OK.", "Go ahead.", "Yep, Jarvis"]
)
def test_ways_to_say_yes(skill: Skill, storage: MemoryStorage, yes: str) -> None:
    say(skill, "Add milk to my shopping list.")
    say(skill, "Clear the shopping list.")
    say(skill, yes)
    assert kept(storage) == {}


@pytest.mark.parametrize("no", ["No.", "No, thanks.", "No, don't.", "Cancel.", "Never mind", "Nope."])
def test_a_no_keeps_it(skill: Skill, storage: MemoryStorage, no: str) -> None:
    say(skill, "Add milk to my shopping list.")
    say(skill, "Clear the shopping list.")
    assert say(skill, no) == "All right, nothing is cleared."
    assert ask(skill, "Yes.") is None
    assert kept(storage) == {"shopping": ["milk"]}


def test_a_yes_too_late_or_after_another_change_clears_nothing(
    skill: Skill, clock: FakeClock, storage: MemoryStorage
) -> None:
    say(skill, "Add milk to my shopping list.")
    say(skill, "Clear the shopping list.")
    clock.advance(YES_WITHIN_S + 0.1)
    assert ask(skill, "Yes.") is None
    say(skill, "Clear the shopping list.")
    say(skill, "Add eggs to my shopping list.")
    assert ask(skill, "Yes.") is None
    assert kept(storage) == {"shopping": ["milk", "eggs"]}


def test_all_lists_are_cleared_after_a_yes(skill: Skill, storage: MemoryStorage) -> None:
    assert say(skill, "Clear all my lists.") == "There is nothing on any list."
    say(skill, "Add socks to the packing list.")
    say(skill, "Add milk to the shopping list.")
    assert say(skill, "Clear all my lists.") == (
        "Shall I clear all your 2 lists? They have 2 things on them. Say yes or no."
    )
    assert say(skill, "Yes.") == "All your lists are empty now."
    assert kept(storage) == {}


# --- limits and faults


def test_a_list_holds_32_things(skill: Skill, storage: MemoryStorage) -> None:
    storage.save("lists", {"shopping": [f"thing {number}" for number in range(31)]})
    assert say(skill, "Add milk and bread.") == (
        "Your shopping list can hold 32 things, and there is room for 1 more: take some off first."
    )
    say(skill, "Add milk to the list.")
    assert say(skill, "Add bread to the list.") == (
        "Your shopping list can hold 32 things, and it is full: take some off first."
    )
    assert len(kept(storage)["shopping"]) == 32


def test_there_are_32_lists(skill: Skill, storage: MemoryStorage) -> None:
    storage.save("lists", {f"list {number}": ["x"] for number in range(32)})
    for request in ("Add milk to the camping list.", "Create a camping list."):
        assert say(skill, request) == "I can keep at most 32 lists: clear one of them first."
    assert "camping" not in kept(storage)


def test_a_thing_has_at_most_60_characters(skill: Skill, storage: MemoryStorage) -> None:
    long = "a letter to the people who live in the house at the end of the long road"
    assert say(skill, f"Add {long} to my to-do list.") == (
        "That is too long for a list: one thing on it can have at most 60 letters."
    )
    assert kept(storage) == {}


def test_when_it_cannot_be_kept_the_action_says_so(skill: Skill, storage: MemoryStorage) -> None:
    storage.is_full = True
    answer = ask(skill, "Add milk to my shopping list.")
    assert answer
    assert answer.action
    with pytest.raises(StorageUnavailable):
        answer.action.carry_out()
    assert say(skill, "What's on my list?") == "Your shopping list is empty."


def test_a_damaged_list_is_left_out_and_the_others_are_there(
    skill: Skill, storage: MemoryStorage, caplog: pytest.LogCaptureFixture
) -> None:
    storage.saved["lists"] = json.dumps({"shopping": 5, "to-do": [1, 2], "packing": ["socks"]})
    assert say(skill, "What's on my packing list?") == "There is one thing on your packing list: socks."
    assert say(skill, "What's on my shopping list?") == "Your shopping list is empty."
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_what_is_said_is_said_right(skill: Skill) -> None:
    say(skill, "Add 2 pints of milk, six eggs and 1.5 litres of water to the list.")
    assert spoken_text(say(skill, "Read my list.")) == (
        "There are three things on your shopping list: two pints of milk, six eggs and one point five litres of water."
    )
