"""A criminal case against traffickers, touching many people: commands, events, state, evolve, decide. Pure."""
