"""The `nrm` command. It writes only through `workflows.gateway`, and reads only through `desk`; see `main.py`."""
