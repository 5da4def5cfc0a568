import pytest

from appliance.skills.facts.atlas import Country, Region, atlas, key
from appliance.skills.facts.countries import CONTINENTS
from appliance.skills.facts.elements import elements

COUNTRIES = atlas().countries


def test_there_are_the_members_of_the_united_nations_and_four_more() -> None:
    assert len(COUNTRIES) == 193 + 4
    assert {"VA", "PS", "TW", "XK"} < {country.code for country in COUNTRIES}
    assert len({country.code for country in COUNTRIES}) == len(COUNTRIES)


def test_no_two_countries_share_a_name() -> None:
    names = [key(name) for country in COUNTRIES for name in (country.name, *country.names)]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_country_is_complete(country: Country) -> None:
    assert all((country.capital, country.currencies, country.languages, country.area_km2 > 0, country.people > 0))
    assert {continent.lower() for continent in country.continents} <= set(CONTINENTS)
    assert country.calling_code.replace(" ", "").isdigit()


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_a_border_has_two_sides(country: Country) -> None:
    assert all(country in atlas().neighbours(other) for other in atlas().neighbours(country))


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_what_is_said_of_a_capital_names_it(country: Country) -> None:
    assert (
        not country.about_capital
        or country.capital in country.about_capital
        or "its own capital" in country.about_capital
    )


def test_each_of_the_fifty_states_has_a_capital_of_its_own() -> None:
    capitals = [region.capital for region in atlas().regions if region.kind == "US state"]
    assert len(capitals) == len(set(capitals)) == 50


def test_a_name_of_two_places_gives_both() -> None:
    country, state = atlas().places("georgia")
    assert isinstance(country, Country)
    assert isinstance(state, Region)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("the us", "the United States"),
        ("u s a", "the United States"),
        ("st. lucia", "Saint Lucia"),
        ("holland", "the Netherlands"),
        ("the ivory coast", "Ivory Coast"),
        ("côte d'ivoire", "Ivory Coast"),
        ("guinea-bissau", "Guinea-Bissau"),
        ("cameron", "Cameroon"),
        ("luxemburg", "Luxembourg"),
        ("the swiss", "Switzerland"),
        ("brazilians", "Brazil"),
        ("the republic of ireland", "Ireland"),
        ("republic of korea", "South Korea"),
        ("the democratic republic of the congo", "the Democratic Republic of the Congo"),
    ],
)
def test_a_country_is_found_by_what_it_is_called(words: str, name: str) -> None:
    country = atlas().country(words)
    assert country
    assert country.name == name


@pytest.mark.parametrize(
    "words", ["", "the", "atlantis", "korea", "congo", "spain known for", "republic", "granada", "colorado", "germ"]
)
def test_what_is_no_country_is_not_found(words: str) -> None:
    assert atlas().country(words) is None


def test_elements_are_numbered_without_a_gap() -> None:
    assert [element.number for element in elements()] == list(range(1, 119))
    assert len({element.symbol for element in elements()}) == 118
