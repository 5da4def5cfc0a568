"""The benchmark behind `appliance bench`. It asks recorded questions in real time and measures the sound of replies.

Only real models are measured. `figures` defines each figure; `alternatives` lists what the appliance is compared with.
"""
