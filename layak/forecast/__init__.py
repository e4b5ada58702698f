"""What verification will probably leave of a score, and what can still be done about it.

Plain Python: no Django, no clock, no chance. ``docs/forecast.md`` tells the same in prose.
"""

# Named by whatever keeps a forecast; it changes when the same facts could give another one.
MODEL_VERSION = "1"
