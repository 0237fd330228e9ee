"""What only a superuser could do: change rows behind the guards, and compute every hash anew so that nothing shows."""

from collections.abc import Collection

from eventlog.keys import KeyEncryptionKey
from eventlog.pool import Pool
from eventlog.verify import Head, Verification, verify
from tests.eventlog.given import as_superuser
from tests.support.postgres import Database

TABLES = ("log.commands", "log.events", "vault.items", "vault.keys", "vault.key_check", "law.rule_books")
GUARD = "only_ever_added_to"
OPEN = (
    *(f"ALTER TABLE {table} DISABLE TRIGGER {GUARD}" for table in TABLES),
    "ALTER TABLE vault.keys DISABLE TRIGGER only_ever_destroyed",
)
CLOSE = (
    *(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {GUARD}" for table in TABLES),
    "ALTER TABLE vault.keys ENABLE ALWAYS TRIGGER only_ever_destroyed",
)
REHASH = """
CREATE FUNCTION pg_temp.rehash() RETURNS void LANGUAGE plpgsql AS $$
DECLARE e log.events; c log.commands; last bytea; whole bytea := decode(repeat('00', 32), 'hex');
BEGIN
  FOR e IN SELECT * FROM log.events ORDER BY position LOOP
    SELECT hash INTO last FROM log.events WHERE stream = e.stream AND version = e.version - 1;
    e.previous_hash := coalesce(last, decode(repeat('00', 32), 'hex'));
    e.hash := sha256(log.preimage(e));
    whole := sha256(whole || e.hash);
    UPDATE log.events SET previous_hash = e.previous_hash, hash = e.hash, log_hash = whole WHERE position = e.position;
  END LOOP;
  last := decode(repeat('00', 32), 'hex');
  FOR c IN SELECT * FROM log.commands ORDER BY number LOOP
    c.log_hash := coalesce((SELECT log_hash FROM log.events WHERE position = c.position), sha256(''));
    c.previous_hash := last;
    last := sha256(log.preimage(c));
    UPDATE log.commands SET previous_hash = c.previous_hash, log_hash = c.log_hash, hash = last WHERE number = c.number;
  END LOOP;
END $$; SELECT pg_temp.rehash()"""

RENUMBER = """
UPDATE log.commands c SET number = -n FROM (
  SELECT number, row_number() OVER (ORDER BY number) AS n FROM log.commands) AS o WHERE o.number = c.number;
UPDATE log.commands SET number = -number;
UPDATE log.events e SET position = -n FROM (
  SELECT position, row_number() OVER (ORDER BY position) AS n FROM log.events) AS o WHERE o.position = e.position;
UPDATE log.events SET position = -position;
UPDATE log.commands c SET position = (
  SELECT coalesce(sum(d.last_version - d.first_version + 1), 0) FROM log.commands d WHERE d.number <= c.number);
"""


def no_progress(_done: int, _all: int) -> None:
    """Nobody watches."""


async def tampered(
    database: Database,
    pool: Pool,
    *statements: str,
    noted: Head | None = None,
    key: KeyEncryptionKey | None = None,
) -> Verification:
    """What a verification says once somebody has done this, and put the guards back."""
    await as_superuser(database, *OPEN, *statements, *CLOSE)
    heads: Collection[Head] = () if noted is None else (noted,)
    return await verify(pool, no_progress, heads, key)
