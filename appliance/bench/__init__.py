"""The benchmark behind `appliance bench`: questions asked in real time, measured on the sound, against the targets.

Only real models are measured here; what the figures mean stands in `figures`, what is compared in `alternatives`.
"""
