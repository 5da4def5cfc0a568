"""The devices that the settings and the board describe, or recordings in their place. Nothing is opened here."""

from __future__ import annotations

from appliance.adapters.alsa import AlsaLoudspeaker, AlsaMicrophone
from appliance.adapters.gpio_outputs import GpioOutputs
from appliance.adapters.wav import WavLoudspeaker, WavMicrophone
from appliance.audio.echo_canceller import KalmanEchoCanceller
from appliance.audio.front_end import FrontEnd, FrontEndOptions
from appliance.audio.playback_reference import PlaybackReference
from appliance.audio.played_sound import PlayedSound
from appliance.board.board import Board
from appliance.board.output_pins import refuse_shared_pins
from appliance.board.panel import Button, Light
from appliance.board.sound_cards import Direction, pcm_names
from appliance.interfaces import Hardware
from appliance.settings import AudioSettings, Settings
from appliance.skills.context import Storage


def recorded_hardware(*, realtime: bool = True) -> Hardware:
    """Return a microphone that plays recordings, and a loudspeaker that keeps what it is given."""
    return Hardware(WavMicrophone(realtime=realtime), WavLoudspeaker(realtime=realtime))


def sound_card(settings: Settings, board: Board) -> Hardware:
    """Return the board's microphone and loudspeaker; they may be missing, and come and go."""
    audio, reference = settings.audio, PlaybackReference()
    front_end = front_end_of(audio, reference.far_end.sound if cancels_echo(audio, board) else None)
    return Hardware(
        microphone_of(board, front_end),
        loudspeaker_of(board),
        may_be_missing=True,
        has_earcons=audio.earcons,
        lead_in_s=audio.lead_in_ms / 1000,
        lead_in_after_s=audio.lead_in_after_s,
        echo_fault=lambda: None if board.cancels_echo else front_end.echo_fault,
        learns_echo=cancels_echo(audio, board),
        playback_reference=reference,
    )


def cancels_echo(settings: AudioSettings, board: Board) -> bool:
    """Say whether the echo of the loudspeaker is to be cancelled here."""
    wanted = settings.echo_cancellation
    return not board.cancels_echo if wanted == "auto" else wanted == "on"


def front_end_of(settings: AudioSettings, far_end: PlayedSound | None = None) -> FrontEnd:
    """Return what makes the microphone's channels one sound, filtered and loud enough, as the settings want it.

    `far_end` is what the loudspeaker plays, if its echo is to be cancelled.
    """
    from appliance.adapters.webrtc_gain import WebRtcGain

    gain = settings.gain_db
    canceller = KalmanEchoCanceller(far_end) if far_end else None
    return FrontEnd(FrontEndOptions(settings.channel, WebRtcGain if gain == "auto" else gain, canceller))


def microphone_of(board: Board, front_end: FrontEnd | None = None) -> AlsaMicrophone:
    """Return the board's microphone; without a front end it gives its sound as it is."""
    return AlsaMicrophone(lambda: pcm_names(board.microphone, Direction.CAPTURE), front_end=front_end)


def loudspeaker_of(board: Board) -> AlsaLoudspeaker:
    """Return the board's loudspeaker."""
    return AlsaLoudspeaker(lambda: pcm_names(board.loudspeaker, Direction.PLAYBACK))


def button_of(board: Board, pin_factory: object | None = None) -> Button | None:
    """Return the board's button, if it has one."""
    from appliance.adapters.gpio import GpioButton

    wiring = board.button
    return GpioButton(wiring.pin, wiring.active, pin_factory) if wiring else None


def light_of(board: Board, pin_factory: object | None = None) -> Light | None:
    """Return the board's light, if it has one."""
    from appliance.adapters.gpio import GpioLight

    wiring = board.light
    if wiring is None:
        return None
    if wiring.kind == "apa102":
        from appliance.adapters.apa102 import Apa102Light  # luma starts threads when it is imported

        assert wiring.leds
        return Apa102Light(wiring.leds)
    return GpioLight(wiring.kind, wiring.pins, wiring.active, pin_factory)


def outputs_of(
    settings: Settings, board: Board, storage: Storage, pin_factory: object | None = None
) -> GpioOutputs | None:
    """Return the outputs of the settings; None if there are none. Raises `ConfigError` if a pin has another use."""
    refuse_shared_pins(settings.outputs, board)
    return GpioOutputs(settings.outputs, storage, pin_factory) if settings.outputs else None
