"""What is said of a settings file that is not TOML: what it is instead, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.settings_file import load_settings

SAVE = "save it as plain text in UTF-8"

WRONG = {
    "UTF-16 without a mark": ("[audio]\nvolume = 5\n".encode("utf-16-le"), f"as UTF-16 and UTF-32 have: {SAVE}"),
    "UTF-32": ("[audio]\nvolume = 5\n".encode("utf-32"), f"as UTF-16 and UTF-32 have: {SAVE}"),
    "a word processor's": (b"PK\x03\x04\x14\0\x06\0", f"a document of a word processor, or an archive: .*{SAVE}"),
    "RTF": (rb"{\rtf1\ansi [audio]\par volume = 5}", f"word processor .RTF.: .*{SAVE}"),
    "PDF": (b"%PDF-1.7\n", SAVE),
    "gzip": (b"\x1f\x8b\x08\0\0\0\0\0", f"is an archive: .*{SAVE}"),
    "AppleDouble": (b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X", "what macOS keeps beside a file"),
    "a web page": (b"<!DOCTYPE html><html>", "is a web page or XML, not TOML: a line is"),
    "JSON": (b'{"audio": {"volume": 5}}', "is JSON, not TOML: a line is"),
    "YAML": (b"audio:\n  volume: 5\n", r"\(at line 1, column 6\); a line is a \[section\]"),
    "Markdown": (b"```toml\n[audio]\nvolume = 5\n```\n", "delete the lines with ```"),
    "a merge": (b"<<<<<<< HEAD\n[audio]\n=======\n", "a merge that was not finished: delete their lines"),
    "carriage returns": (b"[audio]\rvolume = 5\r", "carriage return alone: save it with the line ends of Unix"),
    "an end of file of DOS": (b"[audio]\nvolume = 5\n\x1a", r"line 3 holds a control character \(\\x1a\): delete it"),
    "a form feed": (b"[audio]\n\x0cvolume = 5\n", r"line 2 holds a control character \(\\x0c\): delete it"),
    "a colour": (b"[audio]\n\x1b[31mvolume = 5\n", r"line 2 holds a control character \(\\x1b\): delete it"),
    "a key twice": (b"[audio]\nvolume = 5\nvolume = 6\n", r"volume is set twice \(at line 3\): keep one of the two$"),
    "a section twice": (b"[audio]\n[session]\n[audio]\n", r"\[audio\] is there twice \(at line 3\): put the settings"),
    "no value": (b"[audio]\nvolume =\n", r"\(at line 2, column 9\); a line is a \[section\]"),
    "a space that is none": ("[audio]\n\u00a0volume = 5\n".encode(), "in line 2, write volume = 5"),
    "a wide sign": ("[audio]\nvolume \uff1d 5\n".encode(), "in line 2, write volume = 5"),
}


@pytest.mark.parametrize(("content", "said"), WRONG.values(), ids=WRONG)
def test_what_is_not_toml(content: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "appliance.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as caught:
        load_settings(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[audio]\nVOLUME = 5", "did you mean 'volume'?"),
        ("[audio]\nvolume = 80.0", "audio.volume = 80.0: must be a valid integer; write volume = 80"),
        ("[audio.volume]\nx = 5", "[audio.volume]: must be a valid integer, not a section: write audio.volume ="),
        (
            "[light]\nnight_from = 22:00:00",
            'night_from = 22:00:00: must be a valid string; write night_from = "22',
        ),
        ("[light]\npins = [99]", "light.pins.0 = 99: must be less than or equal to 53"),
        ("[skills]\ncountry = 'uk'", 'must be an ISO 3166 code of two capital letters, as "GB"'),
        ("[models]\nvoice = 'http://x/y.onnx'", "must be a model on this device"),
        ("[session]\nsystem_prompt = ''", "session.system_prompt = '': must not be empty"),
        ("[outputs.'']\npin = 5", "outputs. = '': must be 1 to 40 letters"),
        ("outputs = 5", "'outputs' is a group of sections: write each as [outputs.NAME]"),
    ],
)
def test_what_is_toml_and_no_setting(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "appliance.toml"
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        load_settings(file)
    assert said in str(caught.value)


def test_two_byte_order_marks_do_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "appliance.toml"
    file.write_bytes(b"\xef\xbb\xbf\xef\xbb\xbf[audio]\nvolume = 5\n")
    assert load_settings(file).audio.volume == 5
