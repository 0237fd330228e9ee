"""The kinds of stream that people's commands are asked of: the first part of a stream's name."""

CASE = "case"
"""One referral of one person."""

PROSECUTION = "prosecution"
"""A criminal case against traffickers."""
