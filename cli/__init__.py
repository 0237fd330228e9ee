"""The `nrm` command. It writes only through `workflows.gateway`, and reads only through `eventlog`; see `main.py`."""
