"""One person's referral in decider form: `commands`, `events`, `state`, `evolve`, `decide`."""
