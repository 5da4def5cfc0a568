"""What is bought every week: tells "add milk" and "we need bread" from "add 5 and 7" and "we need to talk"."""

from __future__ import annotations

import re

_WORDS = """
almond almonds apple apples apricots artichokes asparagus aubergine aubergines avocado avocados bacon bagel bagels
baguette banana bananas basil batteries battery bean beans beef beer beers beetroot berries biscuit biscuits bleach
blueberries bread breadcrumbs broccoli broth brownies bun buns burgers butter buttermilk cabbage cake cakes candles
candy carrot carrots cashews cat-litter cauliflower celery cereal charcoal cheddar cheese cherries chicken chickpeas
chili chilies chillies chips chives chocolate cider cilantro cinnamon clementines cloves cocoa coconut cod coffee coke
cola conditioner cookies coriander corn cornflakes courgette courgettes couscous crackers cranberries cream crisps
croissants cucumber cucumbers cumin curry custard dates deodorant detergent diapers dill donuts egg eggs eggplant
envelopes feta figs fish floss flour flowers foil fruit fruits garlic gherkins gin ginger granola grapefruit grapes gravy
ham hazelnuts herbs honey houmous hummus jam jelly juice kale ketchup kiwis kleenex lamb lasagna lasagne leeks lemon
lemonade lemons lentils lettuce lightbulbs lime limes macaroni mangoes mangos margarine marmalade marmite matches mayo
mayonnaise meat melon milk mince mint mozzarella muesli muffins mushroom mushrooms mustard nappies napkins noodles nutella
nutmeg nuts oatmeal oats oil okra olives onion onions orange oranges oregano pancakes pasta peaches peanuts pear pears peas
pepper peppers pickles pie pineapple pineapples pistachios pizza pizzas plums popcorn pork porridge potato potatoes prawns
pretzels pumpkin quinoa radishes raisins raspberries razors rice ricotta rolls rosemary rum salad salami salmon salsa salt
sandwiches sauce sausage sausages scallions shampoo shrimp soap soda soup spaghetti spices spinach sponges sprouts squash
stamps steak steaks strawberries sugar sultanas sunscreen sweetcorn sweets syrup tampons tangerines tea teabags thyme
tissues toast tofu tomato tomatoes toothbrush toothbrushes toothpaste tortillas tuna turkey turmeric turnips vanilla
vegetables veggies vinegar vodka walnuts water watermelon whiskey whisky wine wipes yeast yoghurt yoghurts yogurt yogurts
zucchini
"""
_PAIRS = """
air freshener, baking powder, baking soda, bin bags, bin liners, bread rolls, brown sauce, cat food, chocolate milk,
cling film, coffee beans, coffee filters, coffee pods, cotton buds, cotton wool, dish soap, dishwasher tablets, dog food,
double cream, garbage bags, garlic bread, gift wrap, hair spray, hand soap, ice cream, ice cubes, kitchen roll,
kitchen towels, light bulb, light bulbs, loo roll, maple syrup, milk chocolate, olive oil, paper towels, peanut butter,
plastic wrap, rubbish bags, shaving cream, shower gel, sour cream, soy sauce, spring onions, sticky tape, stock cubes,
stuffing mix, tea bags, tin foil, toilet paper, toilet roll, toilet rolls, tomato paste, tooth paste, trash bags,
washing powder, washing up liquid, wrapping paper
"""
GROCERIES = frozenset(word.replace("-", " ") for word in _WORDS.split()) | frozenset(
    " ".join(pair.split()) for pair in _PAIRS.split(",")
)
CRAVINGS = frozenset({"coffee", "tea", "beer", "wine", "water", "chocolate", "gin", "rum", "vodka", "whisky", "whiskey"})
"""What people say they need without wanting to buy it: "I need coffee"."""

WHOLE = frozenset(
    " ".join(pair.split())
    for pair in """
    salt and pepper, mac and cheese, macaroni and cheese, fish and chips, half and half, oil and vinegar, gin and tonic,
    peanut butter and jelly, sweet and sour sauce, salt and vinegar crisps, salt and vinegar chips, bed and breakfast,
    bread and butter pickles, bread and butter pudding, head and shoulders, rice and beans, cheese and onion crisps,
    black and white, rum and coke, arm and hammer, ben and jerry's, marks and spencer, m and s, m and ms, m and m's,
    chicken and mushroom pie, steak and kidney pie, steak and ale pie, cookies and cream, pork and beans, ham and cheese,
    pins and needles, nuts and bolts, knife and fork, knives and forks, hide and seek, shampoo and conditioner set,
    cream and sugar, hook and eye, salt and pepper squid, sage and onion stuffing, mum and dad, mom and dad,
    grandma and grandpa
    """.split(",")
)
"""Things that have "and" in their names."""

_ALONE = frozenset({"milk", "bread", "butter", "cheese"})
_AMOUNT = re.compile(r"^(?:.* of |(?:\d[\d.,/]*|half|a|an|some|more|any|the|another|extra|fresh|few|little|lots) )+")


def is_grocery(item: str) -> bool:
    """Say whether this is something that is bought every week: "two pints of milk", "oat milk", "toilet paper"."""
    words = _AMOUNT.sub("", item).split()
    if not words or len(words) > 4:
        return False
    return any(" ".join(words[-count:]) in GROCERIES for count in (1, 2, 3))


def apart(item: str) -> list[str]:
    """Return the groceries that were said in a row without a comma: "milk eggs" are two; else the item alone."""
    words = item.split()
    found: list[str] = []
    while words:
        count = next((count for count in (3, 2, 1) if " ".join(words[:count]) in GROCERIES), 0)
        if not count:
            return [item]
        found.append(" ".join(words[:count]))
        words = words[count:]
    return found if all(name.endswith("s") or name in _ALONE for name in found) else [item]
