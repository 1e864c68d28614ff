"""Which days are worked, and when a limit runs out: pure functions over a table of published days off."""
