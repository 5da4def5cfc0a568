"""Lists: which sentences are understood, as what, and which must not be."""

from __future__ import annotations

import pytest

from appliance.intents import Intent
from appliance.skills.lists.skill import Lists
from tests.unit.skills.lists_rig import MemoryStorage, context

SAVED = {"shopping": ["milk", "eggs", "oat milk"], "packing": ["socks"]}


@pytest.fixture(scope="module")
def skill() -> Lists:
    storage = MemoryStorage()
    storage.save("lists", SAVED)
    return Lists(context(storage=storage))


ADDED: list[tuple[str, str, list[str]]] = [
    ("Add milk to the shopping list.", "shopping", ["milk"]),
    ("add milk to my shopping list", "shopping", ["milk"]),
    ("Put eggs and bread on my list.", "shopping", ["eggs", "bread"]),
    ("Add milk, eggs and bread.", "shopping", ["milk", "eggs", "bread"]),
    ("Add milk, eggs, and bread to the shopping list, please.", "shopping", ["milk", "eggs", "bread"]),
    ("Add milk, bread, and butter too.", "shopping", ["milk", "bread", "butter"]),
    ("Hey Jarvis, add milk and eggs to my grocery list.", "shopping", ["milk", "eggs"]),
    ("Hey Jarvis, can you please add some cheese to the shopping list?", "shopping", ["cheese"]),
    ("Um, add, uh, tomatoes to the shopping list.", "shopping", ["tomatoes"]),
    ("Could you put two pints of milk on the shopping list?", "shopping", ["2 pints of milk"]),
    ("I'd like to add tomatoes to my shopping list.", "shopping", ["tomatoes"]),
    ("Let's put tomatoes on the grocery list.", "shopping", ["tomatoes"]),
    ("Can I add butter to my list?", "shopping", ["butter"]),
    ("Don't forget to add butter to the list.", "shopping", ["butter"]),
    ("Stick tomatoes on the list.", "shopping", ["tomatoes"]),
    ("Pop some tomatoes on the shopping list, would you?", "shopping", ["tomatoes"]),
    ("Add three apples, 2 bananas and a melon to the shopping list.", "shopping", ["3 apples", "2 bananas", "melon"]),
    ("Add a dozen eggs and a loaf of bread to the list for me.", "shopping", ["a dozen eggs", "a loaf of bread"]),
    ("Add another bottle of wine to the shopping list.", "shopping", ["a bottle of wine"]),
    ("Add salt and pepper to the shopping list.", "shopping", ["salt and pepper"]),
    ("Add mac and cheese, fish and chips, and beer to my shopping list.", "shopping",
     ["mac and cheese", "fish and chips", "beer"]),
    ("Add Dr. Pepper to my shopping list.", "shopping", ["dr pepper"]),
    ("Add milk eggs bread to the shopping list.", "shopping", ["milk", "eggs", "bread"]),
    ("Add chocolate milk to the list.", "shopping", ["chocolate milk"]),
    ("Add fruit & veg to the shopping list.", "shopping", ["fruit", "veg"]),
    ("Add washing-up liquid to the shopping list.", "shopping", ["washing up liquid"]),
    ("Add tomatoes to the list of groceries.", "shopping", ["tomatoes"]),
    ("Add butter to the shopping.", "shopping", ["butter"]),
    ("Add butter to list.", "shopping", ["butter"]),
    ("Put bananas down on the shopping list.", "shopping", ["bananas"]),
    ("Write bananas on the shopping list.", "shopping", ["bananas"]),
    ("Get bananas on the list.", "shopping", ["bananas"]),
    ("On my shopping list, put butter.", "shopping", ["butter"]),
    ("Shopping list, add butter.", "shopping", ["butter"]),
    ("Shopping list: milk and butter.", "shopping", ["milk", "butter"]),
    ("Add to my shopping list: milk, eggs, butter.", "shopping", ["milk", "eggs", "butter"]),
    ("Add an item to my shopping list: butter.", "shopping", ["butter"]),
    ("Add butter to my shopping list, and jam.", "shopping", ["butter", "jam"]),
    ("Bread, milk, and butter, put those on my shopping list.", "shopping", ["bread", "milk", "butter"]),
    ("We are out of milk, put it on the list please.", "shopping", ["milk"]),
    ("We ran out of milk. Add it to my shopping list.", "shopping", ["milk"]),
    ("I need butter on my shopping list.", "shopping", ["butter"]),
    ("We need butter.", "shopping", ["butter"]),
    ("We need bread, butter, and cheese.", "shopping", ["bread", "butter", "cheese"]),
    ("We need more toilet paper.", "shopping", ["toilet paper"]),
    ("We need to buy olive oil.", "shopping", ["olive oil"]),
    ("We're out of coffee.", "shopping", ["coffee"]),
    ("We've run out of toilet paper.", "shopping", ["toilet paper"]),
    ("I need eggs.", "shopping", ["eggs"]),
    ("Note down buy stamps.", "shopping", ["stamps"]),
    ("Write down butter.", "shopping", ["butter"]),
    ("Would you mind adding bread to the shopping list?", "shopping", ["bread"]),
    ("I think we need more milk, add it to the list.", "shopping", ["milk"]),
    ("New item on my shopping list, coffee.", "shopping", ["coffee"]),
    ("Can you note that we need eggs?", "shopping", ["eggs"]),
    ("Make a note that we need eggs.", "shopping", ["eggs"]),
    ("Add five apples... no, six apples to the shopping list.", "shopping", ["6 apples"]),
    # what a recogniser hears
    ("At butter to my shopping list.", "shopping", ["butter"]),
    ("And butter to my shopping list.", "shopping", ["butter"]),
    ("Ad butter to my chopping list.", "shopping", ["butter"]),
    ("Add bananas 2 my shopping list", "shopping", ["bananas"]),
    ("at milk, eggs in bread.", "shopping", ["milk", "eggs", "bread"]),
    ("I milk to my shopping list.", "shopping", ["milk"]),
    ("right butter on the shopping list.", "shopping", ["butter"]),
    ("Shopping List and Butter.", "shopping", ["butter"]),
    ("Add butter to my shopping list in Jam.", "shopping", ["butter", "jam"]),
    ("and milk and bread to the shopping list in butter too.", "shopping", ["milk", "bread", "butter"]),
    ("We ran out of milk, added to my shopping list.", "shopping", ["milk"]),
    ("but paying the bills on my to do list.", "to-do", ["paying the bills"]),
    ("at call mom and dad to my to do list.", "to-do", ["call mom and dad"]),
    ("I clean the kitchen and call mom to my to do list.", "to-do", ["clean the kitchen", "call mom"]),
    ("Note down by stamps.", "shopping", ["stamps"]),
    ("Add apples and pairs.", "shopping", ["apples", "pears"]),
    ("Add bred to the list.", "shopping", ["bread"]),
    ("Add tuna in oil to my list.", "shopping", ["tuna in oil"]),
    ("Add bananas too my shopping list.", "shopping", ["bananas"]),
    # corrections
    ("Add milk, no, bread.", "shopping", ["bread"]),
    ("Add milk, no, bread to my shopping list.", "shopping", ["bread"]),
    ("Add milk, no wait, bread to my shopping list.", "shopping", ["bread"]),
    ("Add turkey, I mean chicken, to the shopping list.", "shopping", ["chicken"]),
    ("Add turkey, actually, make that chicken to the shopping list.", "shopping", ["chicken"]),
    ("Add milk and eggs, no, butter to the shopping list.", "shopping", ["milk", "butter"]),
    ("Add milk to my shopping list, no, bread.", "shopping", ["bread"]),
    ("Add milk to the shopping list, no, to the to-do list.", "to-do", ["milk"]),
    ("Add chicken breasts, not thighs, to the list.", "shopping", ["chicken breasts"]),
    # things to do
    ("Add call mum to my to-do list.", "to-do", ["call mum"]),
    ("Add call mum to my list.", "to-do", ["call mum"]),
    ("Put finish the report on the to do list.", "to-do", ["finish the report"]),
    ('Put "pick up the kids" on my todo list.', "to-do", ["pick up the kids"]),
    ("Add wash the car to my tasks.", "to-do", ["wash the car"]),
    ("Add a task: wash the car.", "to-do", ["wash the car"]),
    ("Add clean the kitchen and the bathroom to my to-do list.", "to-do", ["clean the kitchen and the bathroom"]),
    ("Add clean the kitchen and call mum to my to-do list.", "to-do", ["clean the kitchen", "call mum"]),
    ("I need to call the plumber, put it on my to-do list.", "to-do", ["call the plumber"]),
    ("Note down: call the dentist.", "to-do", ["call the dentist"]),
    ("Make a note to call the bank.", "to-do", ["call the bank"]),
    ("Note to self: water the plants.", "to-do", ["water the plants"]),
    ("To my to-do list, add pay the rent.", "to-do", ["pay the rent"]),
    # names of the owner's
    ("Add sunscreen to the packing list.", "packing", ["sunscreen"]),
    ("Put sunscreen and a hat on my packing list.", "packing", ["sunscreen", "hat"]),
    ("Add tent, sleeping bag and torch to the camping list.", "camping", ["tent", "sleeping bag", "torch"]),
    ("Add something to my shopping list.", "shopping", []),
]  # fmt: skip


@pytest.mark.parametrize(("transcript", "name", "items"), ADDED)
def test_add(skill: Lists, transcript: str, name: str, items: list[str]) -> None:
    assert skill.match(transcript) == Intent("lists", "add_items", {"list": name, "items": items})


REMOVED: list[tuple[str, str, list[str]]] = [
    ("Remove milk from the shopping list.", "shopping", ["milk"]),
    ("Please remove the eggs from my list.", "shopping", ["eggs"]),
    ("Can you take the milk off the list?", "shopping", ["milk"]),
    ("Take the eggs off.", "shopping", ["eggs"]),
    ("Take the egg off my list.", "shopping", ["egg"]),
    ("Cross off eggs.", "shopping", ["eggs"]),
    ("Cross eggs off.", "shopping", ["eggs"]),
    ("Cross off the eggs from my shopping list.", "shopping", ["eggs"]),
    ("Cross the milk off the shopping list, I've got it.", "shopping", ["milk"]),
    ("Tick off milk.", "shopping", ["milk"]),
    ("Check off milk on my shopping list.", "shopping", ["milk"]),
    ("Scratch milk off the list.", "shopping", ["milk"]),
    ("Strike milk from the list.", "shopping", ["milk"]),
    ("Delete milk from my list.", "shopping", ["milk"]),
    ("Delete eggs.", "shopping", ["eggs"]),
    ("Take milk off of the shopping list.", "shopping", ["milk"]),
    ("Take milk out of the list.", "shopping", ["milk"]),
    ("Remove the milk, and the eggs, from the shopping list.", "shopping", ["milk", "eggs"]),
    ("Remove milk, no, eggs from the shopping list.", "shopping", ["eggs"]),
    ("Remove socks from my packing list.", "packing", ["socks"]),
    ("Take socks off.", "packing", ["socks"]),
    ("Mark milk as bought.", "shopping", ["milk"]),
    ("I bought the milk, take it off the list.", "shopping", ["milk"]),
    ("I've bought the milk, you can take it off the list.", "shopping", ["milk"]),
    ("Remove beer from the shopping list.", "shopping", ["beer"]),
    ('Take the "X" off the list.', "shopping", ["eggs"]),
    ("You can remove milk from the list.", "shopping", ["milk"]),
    ("We got milk, take it off.", "shopping", ["milk"]),
    ("We don't need milk anymore, take it off the list.", "shopping", ["milk"]),
]


@pytest.mark.parametrize(("transcript", "name", "items"), REMOVED)
def test_take_off(skill: Lists, transcript: str, name: str, items: list[str]) -> None:
    assert skill.match(transcript) == Intent("lists", "remove_items", {"list": name, "items": items})


OTHERS: dict[str, list[tuple[str, str]]] = {
    "read_list": [
        ("What's on my shopping list?", "shopping"), ("Whats on my shopping list", "shopping"),
        ("What is on the list?", "shopping"), ("What's still on my list?", "shopping"),
        ("Read me my list.", "shopping"), ("Read my shopping list to me.", "shopping"),
        ("Read out the shopping list.", "shopping"), ("Read my list back to me.", "shopping"),
        ("Tell me what's on the shopping list.", "shopping"), ("Could you tell me what's on the shopping list?",
        "shopping"), ("List everything on my shopping list.", "shopping"), ("Shopping list.", "shopping"),
        ("My shopping list, please.", "shopping"), ("What are the items on my shopping list?", "shopping"),
        ("What does my shopping list say?", "shopping"), ("I'd like to hear my shopping list.", "shopping"),
        ("What do I have on my shopping list?", "shopping"), ("What have I got on the shopping list?", "shopping"),
        ("Is there anything on my shopping list?", "shopping"), ("Is my shopping list empty?", "shopping"),
        ("What do I need to buy?", "shopping"), ("What do we need from the store?", "shopping"),
        ("What's on the packing list?", "packing"), ("What's on my gift list?", "gift"),
        ("What's on my to-do list for today?", "to-do"), ("What are my tasks?", "to-do"),
        ("What do I have to do today?", "to-do"), ("Read my to do list.", "to-do"),
    ],
    "count_items": [
        ("How many things are on my list?", "shopping"), ("How many items are on the shopping list?", "shopping"),
        ("How many items do I have on my shopping list?", "shopping"), ("How long is my shopping list?", "shopping"),
        ("How many things do I need to buy?", "shopping"), ("How many tasks do I have left?", "to-do"),
        ("Count the items on my list.", "shopping"),
    ],
    "clear_list": [
        ("Clear the shopping list.", "shopping"), ("Clear my list.", "shopping"), ("Empty the list.", "shopping"),
        ("Can you clear my shopping list, please?", "shopping"), ("Delete the packing list.", "packing"),
        ("Wipe my shopping list.", "shopping"), ("Remove everything from the shopping list.", "shopping"),
        ("Delete all the items on my list.", "shopping"), ("Take everything off the shopping list.", "shopping"),
        ("Start my shopping list over.", "shopping"), ("Clear the gift list.", "gift"),
    ],
    "create_list": [
        ("Create a packing list.", "packing"), ("Make me a camping list.", "camping"),
        ("Make a list called gifts.", "gifts"), ("Create a new list called Christmas presents.", "christmas presents"),
        ("Start a new shopping list.", "shopping"), ("New list called films.", "films"), ("Make a new list.", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("transcript", "intent", "name"), [(text, intent, name) for intent, rows in OTHERS.items() for text, name in rows]
)
def test_read_count_clear_create(skill: Lists, transcript: str, intent: str, name: str) -> None:
    assert skill.match(transcript) == Intent("lists", intent, {"list": name})


CHECKED: list[tuple[str, str, list[str]]] = [
    ("Do I have milk on my list?", "shopping", ["milk"]),
    ("Is milk on the shopping list?", "shopping", ["milk"]),
    ("Is there any milk on the list?", "shopping", ["milk"]),
    ("Are there eggs on my list?", "shopping", ["eggs"]),
    ("Did I put butter on the shopping list?", "shopping", ["butter"]),
    ("Have I already got eggs on my list?", "shopping", ["eggs"]),
    ("Does my shopping list have eggs?", "shopping", ["eggs"]),
    ("Check if milk is on my list.", "shopping", ["milk"]),
    ("Do we need milk?", "shopping", ["milk"]),
    ("Are socks on my packing list?", "packing", ["socks"]),
]


@pytest.mark.parametrize(("transcript", "name", "items"), CHECKED)
def test_check(skill: Lists, transcript: str, name: str, items: list[str]) -> None:
    assert skill.match(transcript) == Intent("lists", "check_items", {"list": name, "items": items})


@pytest.mark.parametrize(
    ("transcript", "intent"),
    [
        ("What lists do I have?", "list_lists"),
        ("What list do I have?", "list_lists"),
        ("How many lists do I have?", "list_lists"),
        ("Read me all my lists.", "list_lists"),
        ("Clear all my lists.", "clear_all_lists"),
        ("Delete all my lists.", "clear_all_lists"),
    ],
)
def test_all_lists(skill: Lists, transcript: str, intent: str) -> None:
    assert skill.match(transcript) == Intent("lists", intent, {})


@pytest.mark.parametrize(
    ("transcript", "which"),
    [("Remove the last item from my shopping list.", "last"), ("Delete the first thing on my list.", "first")],
)
def test_the_last_and_the_first(skill: Lists, transcript: str, which: str) -> None:
    assert skill.match(transcript) == Intent("lists", "remove_at_end", {"list": "shopping", "which": which})


NOT_UNDERSTOOD = """
    Add five and seven.
    Add 5 and 7.
    Add two minutes to the pasta timer.
    Add five minutes.
    Add salt to the water.
    Add ten percent to 50.
    Add a reminder to call mum.
    Add an alarm for seven.
    Add me to the list.
    Add him to the waiting list.
    Add more detail.
    Add the eggs and stir.
    Add the flour and then the sugar to the bowl.
    Add milk to my shopping list and set a timer for five minutes.
    Put yourself on the list.
    Put the kettle on.
    Put the eggs in the fridge.
    I want to be on the list.
    What is a shopping list?
    How do I make a to-do list?
    What's the best app for a shopping list?
    My shopping list is on the fridge.
    I left my shopping list at home.
    She put it on the shopping list.
    I put milk on my shopping list yesterday.
    I added milk to the list.
    I wrote milk on the list.
    But I put milk on my list.
    Right, what's on the list of planets?
    At the end of the day it's on my list.
    I was looking at my shopping list.
    Looking at my to-do list makes me sad.
    I went to my list.
    The recipe says to add butter.
    He is on the list of the richest people.
    Who's on the guest list?
    What is on the endangered species list?
    What's at the top of the bestseller list?
    Why is milk on the list?
    Is Pluto on the list of planets?
    Am I on the list?
    Is my name on the list?
    How many items are on the Forbes list?
    Make a list of European capitals.
    Give me a list of planets.
    List the planets.
    Write a poem about a shopping list.
    Write me a shopping list for a lasagne.
    Tell me about Schindler's list.
    I need to make a shopping list.
    My to-do list is too long.
    What do I need to bake a cake?
    What do we need oxygen for?
    What is there to do in Paris?
    I need to talk to you.
    I need coffee.
    I need help.
    We need rain.
    We need to leave soon.
    We need more time.
    We are out of time.
    I'm out of breath.
    We needed butter, so I went to the shop.
    Do we need sleep?
    Buy milk.
    I bought the milk.
    I bought milk and eggs this morning.
    The milk is on the table.
    Is milk healthy?
    Do I have milk in the fridge?
    Should I add milk to my coffee?
    Take a break.
    Take it off.
    Take your coat off.
    Remove the lid.
    Check the milk.
    Delete the alarm.
    Delete my timer.
    Clear the table.
    Empty the bin.
    Mark my words.
    Make a note of that.
    Remind me to buy milk.
    Yes.
    No.
    Do it.
"""


@pytest.mark.parametrize("transcript", [line.strip() for line in NOT_UNDERSTOOD.strip().splitlines()])
def test_what_is_no_request(skill: Lists, transcript: str) -> None:
    assert skill.match(transcript) is None


@pytest.mark.parametrize(
    "transcript", ["", " ", "¦", "¦ ¦", ", , ,", "add", "list", "add to list", "no, no, no, add, no", "\0", "{items}"]
)
def test_nonsense_is_no_error(skill: Lists, transcript: str) -> None:
    skill.match(transcript)
