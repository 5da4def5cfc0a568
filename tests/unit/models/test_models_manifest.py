"""The manifest of models: what the supplied one says, and how a wrong one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.errors import ModelUnavailable
from appliance.models.manifest import Manifest, Model, Role, load_manifest

MANIFEST = load_manifest()
ARCHIVE = """
[[archives]]
name = "a"
distribution = "d"
version = "1"
filename = "d-1.whl"
size_bytes = 1
sha256 = "00"
"""
MODEL = """
[[models]]
name = "m"
role = "recognizer"
licence = "MIT"
languages = ["en"]
good_for = "tests"
"""
SERIES = """
archives = []
[[series]]
name = "s"
distribution = "d-{n}"
version = "9"
filename = "d_{n}-9.whl"
path = "d_{n}/part{n:02}.bin"
parts = [[10, "aa"], [20, "bb"]]
"""
CONVERSION = """sha256 = "0"
[models.files.conversion]
quantization = "q8_0"
weights = []
vocabulary = { archive = "a", path = "p" }
mel_filters = { archive = "a", path = "p" }
"""
FILE = '[[models.files]]\nname = "m.bin"\nsize_bytes = 1\n'


@pytest.mark.parametrize("model", MANIFEST.models, ids=lambda model: model.name)
def test_every_model_says_what_an_owner_needs_to_know(model: Model) -> None:
    assert model.licence
    assert model.languages
    assert re.search(r"Pi [45]", model.good_for)
    for file in model.files:
        assert file.size_bytes > 0
        assert file.sha256 is None or re.fullmatch("[0-9a-f]{64}", file.sha256)
        assert file.url is None or file.url.startswith("https://")


def test_every_archive_has_a_hash() -> None:
    for archive in MANIFEST.archives:
        assert re.fullmatch("[0-9a-f]{64}", archive.sha256)
        assert archive.filename.endswith((".whl", ".tar.gz"))


def test_the_default_set_is_one_model_of_each_role_with_known_hashes() -> None:
    assert sorted(model.role for model in MANIFEST.defaults()) == sorted(set(Role) - {Role.END_OF_TURN}), (
        "done without, unless wanted"
    )
    assert all(model.has_hashes for model in MANIFEST.defaults())


def test_an_unknown_name_is_answered_with_the_nearest() -> None:
    with pytest.raises(ModelUnavailable, match=r"'jo-medium': did you mean joe-medium\?"):
        MANIFEST.model("jo-medium")
    with pytest.raises(ModelUnavailable, match=r"did you mean whisper-tiny.en or whisper-tiny.en-q5_1"):
        MANIFEST.model("Whisper-Tiny")
    with pytest.raises(ModelUnavailable, match=r"known are whisper-tiny.en, smollm2"):
        MANIFEST.model("zzz")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("archives = [", "cannot be read"),
        ("archives = []", "wrong at models: "),
        (ARCHIVE + MODEL, "wrong at models.0.files: "),
        (ARCHIVE + MODEL + FILE, "needs a source: url, members or conversion"),
        (ARCHIVE + MODEL + FILE + 'url = "https://x"\n' + CONVERSION, "is converted, and cannot have another source"),
        (ARCHIVE + MODEL + FILE + 'series = "s"', "wants the series 's', which is not listed"),
        (ARCHIVE + '[[series]]\nname = "s"\n' + MODEL + FILE + 'series = "s"', "is wrong at 0.distribution"),
        (ARCHIVE + MODEL + FILE + 'members = [{archive = "a", path = "p"}]', "needs its sha256"),
        (ARCHIVE + MODEL + FILE + 'sha256 = "0"\nmembers = [{archive = "b", path = "p"}]', "'b', which is not listed"),
        (ARCHIVE + MODEL + FILE + 'url = "https://x"\ncolour = "red"', "models.0.files.0.colour"),
        (ARCHIVE + MODEL.replace("recognizer", "poet") + FILE + 'url = "https://x"', "models.0.role"),
        (ARCHIVE + MODEL.replace("recognizer", "voice") + FILE + 'url = "https://x"', "needs two files"),
        (ARCHIVE + MODEL + FILE.replace("m.bin", "../m.bin") + 'url = "https://x"', "plain name"),
        (ARCHIVE + MODEL + 'system_prompt = "Hi."\n' + FILE + 'url = "https://x"', "only a language model can have"),
        (ARCHIVE + 2 * (MODEL + FILE + 'url = "https://x"\n'), "listed twice"),
    ],
)
def test_a_wrong_manifest_is_refused_in_one_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(text)
    with pytest.raises(ModelUnavailable) as caught:
        load_manifest(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_system_prompt_has_at_most_sixty_tokens_counted_as_words_and_marks() -> None:
    prompts = [model.system_prompt for model in MANIFEST.models if model.system_prompt]
    assert prompts
    for prompt in prompts:
        assert len(re.findall(r"\w+|[^\w\s]", prompt)) <= 60, prompt


def test_a_series_is_as_many_archives_and_members(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(SERIES + MODEL + FILE + 'sha256 = "0"\nurl = "https://x"\nseries = "s"')
    manifest = load_manifest(path)
    assert [(each.distribution, each.filename, each.size_bytes, each.sha256) for each in manifest.archives] == [
        ("d-1", "d_1-9.whl", 10, "aa"),
        ("d-2", "d_2-9.whl", 20, "bb"),
    ]
    (file,) = manifest.model("m").files
    assert [member.path for member in file.members] == ["d_1/part01.bin", "d_2/part02.bin"]
    assert file.sources == ("https://x", file.members)


def test_every_model_has_a_hash_and_says_how_many_records_state_it() -> None:
    for model in MANIFEST.models:
        assert model.has_hashes
        for file in model.files:
            assert (file.records is None) is (file.url is None), "what was never here is stated by others"


def test_the_publishers_addresses_are_of_pinned_revisions() -> None:
    urls = [file.url for model in MANIFEST.models for file in model.files if file.url]
    assert len(urls) > 20
    assert not [url for url in urls if "/resolve/main/" in url]


def test_a_small_manifest_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    path.write_text(ARCHIVE + MODEL + FILE + 'url = "https://x"')
    manifest: Manifest = load_manifest(path)
    assert manifest.model("m").size_bytes == 1
    assert not manifest.model("m").has_hashes
