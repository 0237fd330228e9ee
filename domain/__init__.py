"""The casework and the law: values in, values out. No I/O, no clock, no Temporal, no logging.

Reading order: `when.py`, `timeline.py`, `referral/state.py`, `referral/decide/`, `clocks/`, `rules/`, `safeguards/`,
`prosecution/`.
"""
