"""Whether the words that a template of `limits` leaves open make it a request that the appliance has to decline."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_DAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day(?:s)?"
_PART = "(?:morning|afternoon|evening|night|noon|lunchtime)"
_TIME = (
    rf"(?:right now|just now|now|today|tonight|yesterday(?: {_PART})?|tomorrow(?: {_PART})?|the day after tomorrow"
    r"|(?:this|next|last|on|the|in the|over the|for the|during the|until|by|before|after|at)(?: (?:coming|next"
    rf"|whole|rest of the))? (?:{_PART}|week|weekend|weekends|month|season|year|{_DAY}|{_DAY} {_PART}|game|match"
    rf"|moment|easter|christmas|bank holiday|holidays|few days|few hours|\d+ days|\d+ hours|coming days|day)|{_DAY}"
    r"|currently|presently|outside|out there|outdoors|out|here|around here|over here|in here|nearby|near me"
    r"|later(?: on)?(?: today| tonight| this week)?|soon|again|yet|exactly|like|at the moment|these days|at present"
    r"|so far|all day|all week|for tomorrow|for today|for tonight|as of today|as of now|early|late|at night|at noon"
    r"|in \d+ (?:hours?|days?|minutes?)|in an hour|before i (?:go|leave)|when i (?:go out|leave|get home)|(?:at"
    r"|around|until|till|by|before|after|from) \d[\d:]*(?: ?(?:a m|p m|am|pm|o'clock))?|this time of (?:year|day)"
    r"|(?:to go|to be|for a walk|for the walk|to go out|if i go out|to the party|with me))"
)
_NAME = r"(?!the\b|in\b)[\w'-]+(?: [\w'-]+){0,2}?"
_WHERE = rf"(?:in|at|for|near|around|over|to) (?:the |my |our )?{_NAME}"
_WHEN = re.compile(rf"(?:(?:{_TIME}|{_WHERE})(?: |$))+")
_HAS_TIME = re.compile(rf"\b(?:{_TIME})\b")
_NOT_NOW = re.compile(
    r"\b(?:general|usually|usual|normally|typically|average|summer|winter|spring|autumn|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|celsius to|space|mars|venus|jupiter|saturn"
    r"|mercury|neptune|uranus|pluto|moon|planet|planets|sun|sky|universe|core|oven|fridge|freezer|volcano|heaven"
    r"|hell|bible|film|movie|book|song|novel|game of|why|because|how|who|which|what|whether|if|mean|means|called"
    r"|past|ice age|jurassic|science|physics)\b"
)
_CLIMATE = re.compile(
    r"\b(?:sahara|antarctica|arctic|siberia|north pole|south pole|desert|rainforest|tropics|amazon|equator|jungle"
    r"|death valley|gobi|tundra|himalayas?|everest)\b"
)
_CLAUSE = re.compile(r"\b(?:why|because|whether|was|were|is|are|did|has|had|does|means|been)\b")
HISTORY = re.compile(
    r"\b(?:1\d{3}|20[01]\d)\b|\bcentur(?:y|ies)\b|\bago\b|\bancient|\bmedieval|\bhistory\b|\bworld war|\busually\b"
    r"|\bnormally\b|\btypically\b|\bin general\b|\bon average\b|\bgenerally\b|\bmeans?\b|\bmeaning\b|\bdefin"
    r"|\bfirst ever\b|\bof all time\b|\bcalled\b|\brecords?\b|\bhighest score\b"
)
_TEAM_NOT = re.compile(
    r"(?:he|she|they|it|i|we|you|anyone|who|what|napoleon|hitler|the (?:allies|north|south|union|confederates?"
    r"|romans|germans|british|americans|french|russians|soviets|vikings who).*)"
)
_MONEY = (
    r"(?:(?:us|u s|american|canadian|australian|new zealand|hong kong|singapore|british|swiss|japanese|indian"
    r"|mexican|chinese|danish|swedish|norwegian|czech|polish|turkish|russian|brazilian|south african"
    r"|egyptian) )?(?:dollars?|euros?|pounds?|pounds? sterling|sterling|yen|francs?|rupees?|yuan|renminbi|pesos?"
    r"|krone[rn]?|kronas?|kronor|zlotys?|zloty|lira|roubles?|rubles?|reais|real|rand|rands|won|shekels?|dirhams?"
    r"|forint|bitcoins?|bucks?|quid|baht|cents?|pence|ethereum|ether)"
)
_NUMBERS = r"[\d.,]+(?: ?(?:hundred|thousand|million|billion|k|and a half))?"
_GOODS = (
    r"(?:(?:(?:a|an|1) )?(?:barrel|ounce|gram|gallon|litre|liter|kilo|kilogram|pint|bottle|loaf|pound|bag|pack|box"
    r"|cup|glass|tank) of (?:crude )?(?:oil|gold|silver|petrol|gas|gasoline|diesel|milk|beer|bread|coffee"
    r"|cigarettes|wine|sugar|flour|butter)|bitcoins?|ethereum|ether|dogecoin|crypto|gold|silver|oil|crude oil"
    r"|petrol|gas|gasoline|diesel|electricity|iphone.*|ipad.*|playstation.*|xbox.*|tesla.*"
    rf"|(?:\w+ ){{0,2}}tickets?(?: .*)?|big mac|flights? .*|(?:\w+ ){{1,3}}(?:stock|shares?|stocks)|house|car"
    rf"|new car|postage|stamp|{_MONEY}|apple stock|amazon|nvidia|copper|platinum)"
)
_VEHICLE = r"(?:bus|train|tram|flight|plane|ferry|tube|metro|subway|coach|underground|shuttle|s bahn|boat|airport bus)"
_RELATIVES = (
    r"(?:my (?:\w+)(?: \w+)?|mum|mom|mummy|mommy|mam|mama|dad|daddy|papa|grandma|grandpa|granny|nana|gran|grandad"
    r"|uncle \w+|aunt \w+|auntie \w+|everyone|everybody|the (?:\w+ )?(?:doctor|office|school|plumber|bank"
    r"|neighbou?rs?|vet|dentist|hospital|kids|children|boss|police|restaurant|hotel|baby|cat|dog|electrician"
    r"|babysitter|landlord|pharmacy|garage)|(?!is\b|my\b|the\b|your\b|a\b|an\b|it\b|me\b|him\b|you\b"
    r"|there\b)(?:anna|john|bob|peter|paul|mary|sarah|tom|james|mike|david|emma|lisa|susan|alice|jane|jack|joe|kate"
    r"|laura|sam|ben|chris|mark|alex|max|anne|george|harry|linda|karen|steve|jim|tim))"
)
_GAME = re.compile(
    r"(?:(?:a|the|another|some|our|my|your|me) )?(?:\w+ )?(?:game|games|quiz|trivia|chess|checkers|riddles?|hangman"
    r"|20 questions|tic tac toe|rock paper scissors.*|i spy.*|truth or dare|would you rather|simon says|dead|along"
    r"|fair|nice|role|cards|poker|dumb|devil's advocate|role play|it safe|house|hide and seek|word association"
    r"|ping pong|a round of \w+)(?: with me.*)?|(?:is|was|are|has|can|a part|an important|for children|on words"
    r"|with|it by ear|hard to get|the fool)\b.*"
)
_MUSIC = re.compile(
    r"\b(?:music|songs?|radio|jazz|rock|pop|podcasts?|audiobooks?|albums?|playlists?|station|fm|bbc|npr|classical"
    r"|mozart|beethoven|bach|tunes?|hits|metal|techno|blues|reggae|soul|hip hop|rap|country music|spotify|track"
    r"|symphony|opera|beatles|queen|abba|white noise|rain sounds|nature sounds|lullab(?:y|ies)|christmas carols"
    r"|carols|band|orchestra|by \w+)\b"
)
_NO_SOUND = re.compile(
    r"(?:you|yourself|me|this|that|it|(?:a|another|some|one of your|your) (?:\w+ )?(?:jokes?|stor(?:y|ies)|poems?"
    r"|facts?|riddles?).*|more.*|the (?:answer|story|joke|rest).*|about .*|what .*|how .*|from .*)"
)
_SWITCHED_NOT = re.compile(
    r".*\b(?:yourself|alarms?|timers?|reminders?|microphone|mic|mike|volume|sound|snooze|charm|me|you|him|her|to|by"
    r"|whether)\b.*"
)
_OPENABLE = (
    r"(?:doors?|garage|gates?|blinds?|curtains?|shutters?|windows?|car|house|safe|trunk|boot|skylight|awning|drapes"
    r"|garage doors?|drawbridge|sunshade|roof|fridge|shades?|mailbox)"
)
_APPLIANCE = (
    r"(?:dishwasher|dish washer|washing machine|washer|dryer|drier|tumble dryer|vacuum(?: cleaner)?"
    r"|robot(?: vacuum)?|hoover|coffee (?:machine|maker)|kettle|oven|lawn ?mower|mower|sprinklers?|roomba|microwave"
    r"|car|engine|fireplace|fan|heater|bath|shower|printer|cleaning|laundry|heating|air conditioning|toaster|cooker"
    r"|pool pump|irrigation|robot mower|humidifier)"
)
_ROOM = (
    r"(?:living room|kitchen|house|floor|floors|carpet|carpets|bedroom|hall|hallway|bathroom|stairs|flat|apartment"
    r"|office|rug|dining room|lounge|room|whole house|whole flat)"
)
_CLIMATE_DEVICE = (
    r"(?:\w+ ){0,2}(?:heating|heat|heater|thermostat|temperature|air conditioning|air conditioner|a c|ac|aircon"
    r"|radiators?|fan|lights?|lamps?|oven|boiler|brightness)"
)
_MINE = (
    r"(?:\w+ )?(?:phone|mobile|keys?|car keys|wallet|glasses|purse|bag|handbag|car|bike|bicycle|remote(?: control)?"
    r"|ipad|tablet|headphones|airpods|earphones|earbuds|watch|dog|cat|passport|iphone|cell phone|cellphone"
    r"|smartphone|laptop|umbrella|charger|wedding ring|ring|shoes|socks|slippers|hat|book|sunglasses|tv remote"
    r"|lighter|pen|mobile phone|backpack|jacket|coat|gloves)"
)
_PERSON_NOT = re.compile(
    r"(?:me|it|of|to|that|this|upon|for|off|out|in|on|into|by|as|is|was|numbers?|cent(?:er|re)s?|duty|myself"
    r"|a (?!friend|doctor|plumber|neighbou?r|colleague|locksmith|vet|lawyer|technician|mechanic|nurse)\w+|an?"
    r"|quality|your|yourself|names|and|or)\b.*"
)
_MESSAGED_NOT = re.compile(
    r"(?:messages?|messaging|me|is|was|are|addresse?s?|server|marketing|etiquette|from|to|and|or|in|on|of|that"
    r"|which|editors?|books?|files?|encryption|spam|clients?|scams?|size|mining|the difference)\b.*"
)
_LIVING_NOT = re.compile(
    r"(?:my|your|it|this|that|a|an|there|anyone|he|she|they|we|you|i|god|latin|rock|punk|disco|chivalry|romance"
    r"|schrodinger.*|everyone|anybody|the (?!queen|king|pope|president|prince|princess|dalai lama|duke|former|last"
    r"|actor|singer|author|man who)\w+|coral|fire|yeast|a virus|wood|hair|grass|sourdough|bacteria|dinosaurs?"
    r"|plants?|trees?)\b.*"
)
_COUNTRY_NOT = re.compile(
    r"(?:the )?(?:rock|pop|soul|hearts|jungle|spades|diamonds|clubs|narnia|hill|comedy|sea|sheba|beasts?|cool"
    r"|horror|animals?|rings|the world|bees?|ants?|hive|blues|jazz|dance|disco|tragedy|crime|country music|kings"
    r"|queens|gods|dead|underworld|olympus|galaxy|monsters|heaven|hell|confederacy|soviet union|ussr|prussia|rome"
    r"|babylon|troy|sparta|gondor|westeros|arendelle|movie|film|book|series|show|play|opera)\b.*"
)
_PLACE_NOT = re.compile(
    r"(?:(?:sleep|know|be|see|meet|use|stay|do|make|have|grips|heaven|hell|level|yes|bed|say|learn|talk|speak"
    r"|understand|keep|love|like|become|heart|zero|infinity|sleep\w*|wear|eat|play|watch|read|touch|work (?:faster"
    r"|harder|with)|college|university|space|war|therapy|jail|prison|the (?:next|end|point|root|bottom|top of"
    r"|other side of|solution|answer|truth|moon|sun|stars|core|center|centre|bathroom without|playoffs|final|finals"
    r"|nearest star)|mars|venus|jupiter|a (?:million|better|healthy|good)|carnegie hall|\d|him|her|them|you|it|me"
    r"|an?|stop|sing|get|go|start|lose|that|this|what|where|how|andromeda|alpha centauri|orbit|pluto|saturn|neptune"
    r"|uranus|mercury|proxima centauri|inbox|everest|narnia|hogwarts|the milky way|the horizon|too)\b).*"
)
_NEAR_NOT = re.compile(
    r".*\b(?:stars?|galaxy|galaxies|planet|planets|black hole|prime|integer|number|hundred|thousand|ten|relatives?"
    r"|ancestors?|neighbou?rs?|exoplanet|the sun|to the earth|to earth|element|whole|synonym|100|10|degree)\b.*"
)
_SHOP_NOT = re.compile(
    r"(?:a|an|you|i|he|she|they|it|we|this|your|that|there|flowers?|eyes?|the (?:flowers?|eyes?|wound|parachute"
    r"|umbrella|valve|tulips?|window|door|lid|mouth|story|book|film|movie|play|sky|universe|cell|pores?|fontanelle"
    r"|file|bud|circuit|road|case|market crash)|what|how|why)\b.*"
)


def _words(longest: int, never: re.Pattern[str] | None = None, only: str | None = None) -> Callable[[str], bool]:
    """Return a judge: at most `longest` words, not wholly like `never`, wholly like `only`."""
    wanted = re.compile(only) if only else None

    def judge(words: str) -> bool:
        if words.count(" ") >= longest or (never and never.fullmatch(words)):
            return False
        return bool(wanted.fullmatch(words)) if wanted else True

    return judge


def _is_when(words: str) -> bool:
    if words.count(" ") > 10 or not _WHEN.fullmatch(words) or _NOT_NOW.search(words):
        return False
    return not _CLIMATE.search(words) or bool(_HAS_TIME.search(words))


def _is_plain(longest: int, never: re.Pattern[str] | None = None) -> Callable[[str], bool]:
    judge = _words(longest, never)
    return lambda words: judge(words) and not _CLAUSE.search(words)


def _is_topic(words: str) -> bool:
    return _is_when(words) or (
        words.count(" ") < 6 and bool(re.match(r"(?:about|on|from|in|regarding|for|of|between) \w", words))
    )


JUDGES: Mapping[str, Callable[[str], bool]] = {
    "when": _is_when,
    "now": _is_when,
    "recently": _words(
        8, _NOT_NOW, rf"(?:(?:the (?:game|match|race)|against [\w' ]+?)(?: |$))?(?:{_TIME}(?: |$))*(?:{_WHERE})?"
    ),
    "where": _words(8, None, r"(?:on|in|to|at|around|near|into|from|between|towards) .+"),
    "what": _words(20, _CLAUSE),
    "about": _is_topic,
    "of": _is_topic,
    "team": _is_plain(4, _TEAM_NOT),
    "company": _is_plain(3, re.compile(r"(?:a|the|my)\b.*")),
    "priced": _words(7, None, rf"(?:(?:the|a|an|1|my|some|new|a new|the new) )?{_GOODS}"),
    "currency": _words(4, None, rf"(?:the )?{_MONEY}"),
    "amount": _words(6, None, rf"(?:[$£€¥] ?{_NUMBERS}|{_NUMBERS} {_MONEY}|(?:(?:a|an|1|the) )?{_MONEY})"),
    "person": _is_plain(6, _PERSON_NOT),
    "relative": _words(5, None, _RELATIVES),
    "messaged": _words(25, _MESSAGED_NOT),
    "living": _is_plain(5, _LIVING_NOT),
    "country": _is_plain(4, _COUNTRY_NOT),
    "place": _is_plain(7, _PLACE_NOT),
    "distant": lambda words: _is_plain(5, _PLACE_NOT)(words) and not re.search(r"\b(?:from|to)\b", words),
    "goods": _is_plain(4, re.compile(r"(?:.*\d.*|they|you|we|these|those|the .*)")),
    "spot": _words(
        6,
        None,
        r"(?:the |my |our )?(?:\w+ ){0,2}(?:station|airport|cent(?:er|re)|hospital|city|beach|office|school|mall"
        r"|town|supermarket|library|museum|park|hotel|market|port|motorway|highway|stadium|zoo|shop|bank"
        r"|post office|church|downtown|street|road|avenue|square|university|pharmacy|doctor|home)",
    ),
    "won": lambda words: (
        _is_plain(9, _TEAM_NOT)(words)
        and re.search(
            rf"(?:^| )(?:{_TIME})$|\b(?:the|today's|tonight's|that|this) (?:\w+ )?(?:game|match|fight|derby)$", words
        )
        is not None
        and not _NOT_NOW.search(words)
    ),
    "near": _is_plain(6, _NEAR_NOT),
    "route": _words(8, None, rf"(?:(?:\w+ ){{0,2}}{_VEHICLE}|number \d+|\d+)(?: (?:to|from|for|into) .+)?"),
    "vehicle": _words(
        8, None, rf"(?:\w+ )?{_VEHICLE}(?: (?:to|from|for|into|back|home|leaving|leave|going|coming)\b.*)?"
    ),
    "shop": _is_plain(5, _SHOP_NOT),
    "watched": _is_plain(8, re.compile(r"(?:you|me|out|over|your|yourself|my (?:weight|step|mouth|diet))\b.*")),
    "played": _words(14, _GAME),
    "listened": _words(10, _NO_SOUND),
    "music": lambda words: words.count(" ") < 10 and bool(_MUSIC.search(words)) and not _NO_SOUND.fullmatch(words),
    "bought": _is_plain(4, re.compile(r"(?:low|in|into|or|and|1 get|time|out|back)\b.*")),
    "device": _is_plain(6, _SWITCHED_NOT),
    "climate": _words(5, None, _CLIMATE_DEVICE),
    "opened": _words(
        6, None, rf"(?:(?:the|my|all|all the|our|both) )?(?:\w+ ){{0,2}}{_OPENABLE}(?: (?:in|of|to) .+| please| now)?"
    ),
    "appliance": _words(4, None, rf"(?:\w+ )?{_APPLIANCE}"),
    "room": _words(4, None, _ROOM),
    "url": _is_plain(4),
    "searched": _words(12, re.compile(r".*\b(?:is|was|are|were|has)\b.*")),
    "mine": _words(5, None, rf"{_MINE}(?: (?:please|now|again|today|this morning|last night|in the house))?"),
}
"""By the name of the slot: whether these words may stand there."""
