"""The law as dated, cited data. Read `data/` first; then `model.py`, what a rule is, and `loader.py`, what it may not be."""
