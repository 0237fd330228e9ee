-- Breaches are listed by their last day, those without one at the end: a page of them is read in that order.

SET LOCAL ROLE nrm_owner;

CREATE INDEX breaches_by_last_day ON views.breaches (coalesce(due_on, 'infinity'));
