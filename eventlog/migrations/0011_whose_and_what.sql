-- Lists say what a breach is, and can be asked for whose it is: who does the work on a case, and in which teams.
-- Who does it in cases from before this is there after `nrm rebuild`, or with the next command of the case.

SET LOCAL ROLE nrm_owner;

ALTER TABLE views.breaches ADD COLUMN what text NOT NULL DEFAULT '';
ALTER TABLE views.cases
  ADD COLUMN owners text[] NOT NULL DEFAULT '{}',
  ADD COLUMN teams  text[] NOT NULL DEFAULT '{}';

UPDATE views.breaches b SET what = convert_from(e.body, 'UTF8')::json ->> 'what'
FROM log.events e
WHERE e.stream = 'case/' || b."case"::text AND e.version = b.recorded_version AND e.type = 'breach-recorded';
