"""A private PostgreSQL 18 for one data folder: made, started, stopped, brought back after any kind of death.

Password authentication only, one Unix socket in a 0700 folder, no TCP, every commit flushed, pages checksummed.
Passwords are generated once into DATA/secrets and read from there by the drivers, so that no address, environment
or log ever holds one. One server per data folder at a time is the caller's duty; the supervisor's lock sees to it.

Read next: `place.py` for where things live, `supervisor.py` for who restarts it.
"""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

from domain.errors import Code, Unavailable
from workers.stack.account import private_folder
from workers.stack.place import SHELTER, find_place, prepare
from workers.stack.processes import Process, ask, await_end, has_died, launch, members, tenants, wait_for

OWNER = "postgres"
APPLICATION = "nrm"
ROLE = "nrm_app"
DATABASE = "nrm"

# Statements, their parameters and the details of errors can hold what somebody typed: they stay out of the log file.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_error_verbosity": "terse",
    # Nothing here listens to notifications; what nobody reads must not fill the disk.
    "max_notify_queue_pages": "64",
}
# With what every session of the application's account begins. It is told of its errors and nobody else is: even the
# short text of an error can repeat what was typed. Those of the server itself, such as a bad page, are logged.
BEGINS_WITH = {
    "log_min_messages": "log",
    "idle_session_timeout": "10min",
    "idle_in_transaction_session_timeout": "10s",
}
SETTLED = tuple(f"ALTER ROLE {APPLICATION} SET {name} = '{value}'" for name, value in BEGINS_WITH.items())
ROLES = (
    f"CREATE ROLE {ROLE} NOLOGIN",
    f"CREATE ROLE {APPLICATION} LOGIN PASSWORD '{{password}}' IN ROLE {ROLE}",
    *SETTLED,
    f"CREATE DATABASE {DATABASE}",
    f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC",
    f"GRANT CONNECT ON DATABASE {DATABASE} TO {ROLE}",
)
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C"}
STATUS_LINE = 7  # of postmaster.pid, counted from 0
PAUSE_BETWEEN_ATTEMPTS = 0.2  # seconds


class PostgresServer:
    """The server of the data folder `data`. `start` and `stop` may be repeated."""

    def __init__(self, data: Path, shelter: Path = SHELTER) -> None:
        self.data = data.absolute()
        self.place = find_place(self.data, shelter)
        self.process: Process | None = None
        self._is_made = False

    @property
    def log(self) -> Path:
        """The server's own log file, without personal data."""
        return self.data / "logs" / "postgres.log"

    def start(self, timeout: float = 60.0, stopping: threading.Event | None = None) -> None:
        """Start and wait until connections are accepted, first ending what an earlier supervisor left running.

        After a `kill -9` the first attempts can fail while the kernel clears the dead server's remains: it is tried
        again until `timeout` seconds have passed. Raises Unavailable(STACK_FAILED), also when `stopping` is set.
        """
        self._make_once()
        deadline = time.monotonic() + timeout
        while not self._attempt(deadline, stopping):
            if time.monotonic() >= deadline or (stopping and stopping.is_set()):
                self.stop()
                raise Unavailable(Code.STACK_FAILED, f"PostgreSQL did not start. Its log is {self.log}.")
            time.sleep(PAUSE_BETWEEN_ATTEMPTS)

    def stop(self, grace: float = 60.0) -> None:
        """Fast shutdown: open transactions are rolled back, the database is left clean."""
        found = members(self.place.database, OWNER, self.process)
        servers = {self._postmaster(), self.process.pid if self.process else None}
        for process in found:
            if process.pid in servers:
                ask(process, signal.SIGINT)
        await_end(found, grace)
        if self.process:
            self.process.wait(5.0)
            self.process = None

    @property
    def pid(self) -> int | None:
        """The number of the server process, whoever started it; None when there is none."""
        return next(
            (process.pid for process in tenants(self.place.database, OWNER) if process.pid == self._postmaster()), None
        )

    def is_healthy(self) -> bool:
        """Whether the process we started runs and says that it accepts connections. `probes.py` asks from outside."""
        if self.process is None or has_died(self.process):
            return False
        lines = self._lock_lines()
        return len(lines) > STATUS_LINE and self._postmaster() == self.process.pid and "ready" in lines[STATUS_LINE]

    def dsn(self, user: str = APPLICATION, database: str = DATABASE) -> str:
        """Return the address for a driver. It names the file the password is in, and does not hold the password."""
        socket, passwords = quote(str(self.place.socket), safe=""), quote(str(self._password_file(user)), safe="")
        return f"postgresql://{user}@/{database}?host={socket}&passfile={passwords}"

    def password(self, user: str = APPLICATION) -> str:
        """Return the generated password, for the rare client that cannot read a password file."""
        return self._password_file(user).read_text("utf-8").rpartition(":")[2].strip()

    def _password_file(self, user: str) -> Path:
        return self.data / "secrets" / f"{user}.pgpass"

    def _make_once(self) -> None:
        if not self._is_made:
            self._make()
        self._is_made = True
        # A database that was there and has gone is never replaced by an empty one: that would look like a lost record.
        if not self.place.database.exists():
            raise Unavailable(Code.STACK_FAILED, f"The database at {self.place.database} was removed.")

    def _make(self) -> None:
        prepare(self.place, self.data)
        if self.place.database.exists():
            return
        for user in (OWNER, APPLICATION):
            self._make_password(user)
        # Renamed into place at the end: a death half-way leaves nothing that looks like a database.
        draft = self.place.home / f"draft-{secrets.token_hex(4)}"
        self._initdb(draft)
        self._run(
            "postgres",
            "--single",
            "-D",
            str(draft),
            "-c",
            "exit_on_error=on",
            OWNER,
            # Single-user mode takes one statement a line.
            lines="\n".join(ROLES).format(password=self.password(APPLICATION)) + "\n",
        )
        draft.rename(self.place.database)
        for abandoned in self.place.home.glob("draft-*"):
            shutil.rmtree(abandoned)

    def _make_password(self, user: str) -> None:
        private_folder(self.data / "secrets")
        target = self._password_file(user)
        if target.exists():
            return
        with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(f"*:*:*:{user}:{secrets.token_urlsafe(32)}\n")

    def _initdb(self, target: Path) -> None:
        with tempfile.NamedTemporaryFile("w", dir=self.place.home, encoding="utf-8") as file:
            file.write(self.password(OWNER))
            file.flush()
            if self.place.account:
                os.fchown(file.fileno(), self.place.account.uid, self.place.account.gid)
            self._run(
                "initdb",
                "-D",
                str(target),
                f"--username={OWNER}",
                f"--pwfile={file.name}",
                "--data-checksums",
                "--auth-local=scram-sha-256",
                "--auth-host=reject",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            )

    def _run(self, program: str, *arguments: str, lines: str = "") -> None:
        account = self.place.account
        done = subprocess.run(
            [str(self.place.binaries / "bin" / program), *arguments],
            input=lines.encode(), capture_output=True, check=False, timeout=120.0, cwd=self.place.home,
            env=ENVIRONMENT, umask=0o077, user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )  # fmt: skip
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            raise Unavailable(Code.STACK_FAILED, f"The database could not be made: {program} said: {said}")

    def _attempt(self, deadline: float, stopping: threading.Event | None) -> bool:
        self.stop()
        # No process of this database is left, yet its lock file can still name one: a dead process that nobody has
        # collected keeps its number, and PostgreSQL would take it for a living server for ever.
        (self.place.database / "postmaster.pid").unlink(missing_ok=True)
        process = self.process = self._launch()
        wait_for(lambda: self.is_healthy() or has_died(process), deadline - time.monotonic(), stopping)
        return self.is_healthy()

    def _launch(self) -> Process:
        settings = SETTINGS | {"unix_socket_directories": str(self.place.socket)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [str(self.place.binaries / "bin" / "postgres"), "-D", str(self.place.database), *options]
        return launch(command, self.log, self.place.home, ENVIRONMENT, self.place.account)

    def _postmaster(self) -> int | None:
        lines = self._lock_lines()
        return int(lines[0]) if lines else None

    def _lock_lines(self) -> list[str]:
        try:
            return (self.place.database / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return []
