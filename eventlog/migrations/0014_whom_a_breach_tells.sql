-- Lists say whom to tell of a breach, as they do of a safeguard. For cases from before, it is there after `nrm rebuild`,
-- or with the next command of the case.

SET LOCAL ROLE nrm_owner;

ALTER TABLE views.breaches ADD COLUMN tell text NOT NULL DEFAULT '';
