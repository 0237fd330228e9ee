"""The law as dated, cited data. Read `data/` first; then `model.py`: what a rule is; `loader.py`: what none may be."""
