"""Settings files: what is read, and the one sentence for everything that can be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.settings import ModelSettings, Settings, ThreadSettings, VoiceSessionConfig
from appliance.settings_file import load_settings, settings_as_toml, settings_file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "appliance.toml"


def complaint(path: Path) -> str:
    """Return the error for a file, without the file's name, which must come first."""
    with pytest.raises(ConfigError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert "\n" not in message
    assert len(message) < len(str(path)) + 500
    return message.removeprefix(f"{path}: ")


def test_what_is_written_is_in_force_and_the_rest_is_default(file: Path) -> None:
    file.write_text('[session]\nvad_sensitivity = 1\n[models]\nvoice = "amy"\n', encoding="utf-8")
    settings = load_settings(file)
    assert settings.session.vad_sensitivity == 1.0
    assert settings.models.voice == "amy"
    assert settings.session.language == VoiceSessionConfig().language
    assert settings.threads == ThreadSettings()


def test_the_words_of_the_owner_are_kept_in_their_order(file: Path) -> None:
    file.write_text('[session]\nwords = ["Siobhan", "Nabu", "Zoë"]\n', encoding="utf-8")
    settings = load_settings(file)
    assert settings.session.words == ("Siobhan", "Nabu", "Zoë")
    file.write_text(settings_as_toml(settings), encoding="utf-8")
    assert load_settings(file) == settings


def test_as_many_words_as_are_allowed_are_taken(file: Path) -> None:
    for words in (["Na"] * 50, ["Konstantinopel"] * 12):
        file.write_text(f"[session]\nwords = {words}\n", encoding="utf-8")
        assert len(load_settings(file).session.words) == len(words)


@pytest.mark.parametrize("text", ["", "# nothing\n", "[session]\n"])
def test_an_empty_file_is_all_defaults(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert load_settings(file) == Settings()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[session]\nvad_sensitivty = 1", ["'session.vad_sensitivty'", "did you mean 'vad_sensitivity'?"]),
        ("[sesion]\nvad_enabled = true", ["'sesion'", "did you mean 'session'?"]),
        ("[session]\nfrobnicate = 1", ["'session.frobnicate'", "allowed are: vad_enabled, "]),
        ("[session]\nvoice = 'amy'", ["'session.voice'", "it belongs into [models]"]),
        ("vad_sensitivity = 1", ["'vad_sensitivity'", "it belongs into [session]"]),
        ("[session]\nlanguage_model = 'x'", ["'session.language_model'", "it belongs into [models]"]),
        ("[models]\nlanguage = 'en'", ["'models.language'", "it belongs into [session]"]),
        ("[session.deep]\nx = 1", ["'session.deep'"]),
    ],
)
def test_a_key_that_does_not_exist(file: Path, text: str, said: list[str]) -> None:
    file.write_text(text, encoding="utf-8")
    message = complaint(file)
    assert all(part in message for part in said), message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("session = 3", "'session' is a section: write it as [session]"),
        ("[[session]]\nvad_enabled = true", "'session' is a section: write it as [session]"),
        ("[session]\nvad_sensitivity = 'high'", "session.vad_sensitivity = 'high': must be a valid number"),
        ("[session]\nvad_sensitivity = true", "session.vad_sensitivity = True: must be a valid number"),
        ("[session]\nmax_reply_tokens = true", "session.max_reply_tokens = True: must be a valid integer"),
        ("[session]\nmax_reply_tokens = 9.5", "session.max_reply_tokens = 9.5: must be a valid integer"),
        ("[session]\nvad_enabled = 1", "session.vad_enabled = 1: must be a valid boolean"),
        ("[session]\nvad_enabled = 'yes'", "session.vad_enabled = 'yes': must be a valid boolean"),
        ("[session]\nlanguage = 3", "session.language = 3: must be a valid string"),
        ("[session]\nvad_sensitivity = [1]", "session.vad_sensitivity = [1]: must be a valid number"),
        ("[models]\nfolder = 5", "models.folder = 5: "),
        ("[session]\nvad_sensitivity = 1.01", "session.vad_sensitivity = 1.01: must be less than or equal to 1"),
        ("[session]\nvad_sensitivity = -0.1", "-0.1: must be greater than or equal to 0"),
        ("[session]\nvad_sensitivity = nan", "session.vad_sensitivity = nan: must be "),
        ("[session]\nnobody_spoke_s = 0", "session.nobody_spoke_s = 0: must be greater than 0"),
        ("[session]\nlongest_utterance_s = 30", "30: must be less than or equal to 29"),
        ("[session]\nlanguage = 'English'", "session.language = 'English': must "),
        ("[session]\nask_back_below = 1.1", "session.ask_back_below = 1.1: must be less than or equal to 1"),
        ("[session]\nwords = 'Nabu'", "session.words = 'Nabu': must be a list"),
        ("[session]\nwords = [3]", "session.words.0 = 3: must be a valid string"),
        ("[session]\nwords = ['Nabu', ' ']", "session.words = ['Nabu', ' ']: ' ' must have letters"),
        ('[session]\nwords = ["a\\nb"]', "'a\\nb' must have letters, and no line breaks or other control characters"),
        (f"[session]\nwords = {['Nabu'] * 51}", "must be at most 50 words, and 200 bytes"),
        (f"[session]\nwords = {['Konstantinopel'] * 13}", "must be at most 50 words, and 200 bytes"),
        ("[session]\nsystem_prompt = ''", "session.system_prompt = '': "),
        ("[threads]\nvoice = 17", "threads.voice = 17: must be less than or equal to 16"),
        ("[models]\nfolder = '~nobody-of-that-name/models'", "models.folder = '~nobody-of-that-name/models'"),
        (
            "[models]\nlanguage_model = 'ftp://brain'",
            "language_model = 'ftp://brain': must begin with http:// or https://",
        ),
        ("[models]\nlanguage_model = 'http://'", "models.language_model = 'http://': must name a host"),
        ("[models]\nlanguage_model = 'http://a:b'", "models.language_model = 'http://a:b': must be a URL, as"),
        ("[models]\nlanguage_model = 'http://me:key@a'", "must hold no password: put the key into a file"),
        ("[models]\nlanguage_model = 'http://a?b'", "must end with its host, port or path"),
        ("[models]\nlanguage_model = 'http://a b'", "must be a URL without spaces"),
        ("[models]\ndevice_language_model = 'http://a'", "must be a model on this device; the URL of a server belongs"),
        ("[models]\nserver_key_file = '~nobody-of-that-name/key'", "there is no user 'nobody-of-that-name'"),
        ("[models]\ncontext_tokens = 512\n[session]\nmax_reply_tokens = 1024", "max_reply_tokens"),
    ],
)
def test_a_value_that_is_not_allowed(file: Path, text: str, said: str) -> None:
    file.write_text(text, encoding="utf-8")
    assert said in complaint(file)


@pytest.mark.parametrize(
    "text", ["[session\n", "vad = ", "[session]\na = 1\na = 2\n", "[session]\n[session]\n", "x = y"]
)
def test_what_is_no_toml(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    message = complaint(file)
    assert message.startswith("is not valid TOML: ")
    assert "line" in message or "end of document" in message


def test_what_is_no_text(file: Path) -> None:
    file.write_bytes(b"[audio]\n# caf\xe9")
    assert complaint(file) == "is not a text file in UTF-8 (see line 2): save it as UTF-8 in your editor"


def test_a_byte_order_mark_does_no_harm(file: Path) -> None:
    """Some editors put one first, where nobody sees it."""
    file.write_text("[session]\nvad_sensitivity = 1\n", encoding="utf-8-sig")
    assert load_settings(file).session.vad_sensitivity == 1


def test_a_file_that_is_not_there(tmp_path: Path, file: Path) -> None:
    assert complaint(file) == "there is no such settings file"
    assert complaint(tmp_path) == "is a folder, not a settings file"
    file.write_text("", encoding="utf-8")
    assert complaint(file / "inside")
    assert complaint(tmp_path / ("x" * 300))


def test_the_environment_names_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPLIANCE_CONFIG", str(file))
    assert settings_file() == file
    with pytest.raises(ConfigError, match="there is no such settings file"):
        load_settings()
    file.write_text("[session]\nvad_sensitivity = 1\n", encoding="utf-8")
    assert load_settings().session.vad_sensitivity == 1


def test_the_users_file_is_found_and_no_file_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("APPLIANCE_CONFIG", raising=False)
    for variable in ("XDG_CONFIG_HOME", "XDG_CONFIG_DIRS"):
        monkeypatch.setenv(variable, str(tmp_path / variable))
    if not Path("/etc/voice-appliance/appliance.toml").exists():  # it exists where the appliance is installed
        assert settings_file() is None
        assert load_settings() == Settings()
    mine = tmp_path / "XDG_CONFIG_HOME" / "voice-appliance" / "appliance.toml"
    mine.parent.mkdir(parents=True)
    mine.write_text("[session]\nvad_sensitivity = 1\n", encoding="utf-8")
    assert settings_file() == mine
    assert load_settings().session.vad_sensitivity == 1


def test_a_home_folder_is_spelled_out(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    file.write_text('[models]\nfolder = "~/models"\n', encoding="utf-8")
    assert load_settings(file).models.folder == Path("/somewhere/models")


def test_what_is_printed_is_read_back(file: Path) -> None:
    for settings in (
        Settings(),
        Settings(
            session=VoiceSessionConfig(
                system_prompt='Say "no"\\ never\n\tor é 日本', vad_enabled=False, temperature=0.1,
                generation_timeout_s=600, max_reply_tokens=8,
            ),
            models=ModelSettings(folder=Path("/a b/c"), speaking_rate=1.25),
            threads=ThreadSettings(voice=3),
        ),
    ):  # fmt: skip
        file.write_text(settings_as_toml(settings), encoding="utf-8")
        assert load_settings(file) == settings


@pytest.mark.parametrize("char", ["\r", "\x01", "\x1f", "\x7f", "\u2028"])
def test_no_character_of_a_prompt_breaks_the_file(file: Path, char: str) -> None:
    settings = Settings(session=VoiceSessionConfig(system_prompt=f"a{char}b"))
    file.write_text(settings_as_toml(settings), encoding="utf-8", newline="")
    assert load_settings(file) == settings


def test_every_setting_is_printed_under_what_it_means() -> None:
    lines = settings_as_toml(Settings()).splitlines()
    for number, line in enumerate(lines):
        if " = " in line and not line.startswith("#"):
            assert len(lines[number - 1]) > len("# a word"), line
            assert lines[number - 1].startswith("# "), line
    assert sum(" = " in line for line in lines if not line.startswith("#")) == sum(
        1 for section in Settings() for value in dict(section[1]).values() if value is not None
    )
