"""The lanes: one serial path per person for commands and time. `gateway.py` is the only way in."""
