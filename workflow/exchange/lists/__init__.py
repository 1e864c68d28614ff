"""The lists that go out as ledgers, a file for each part of the work: what may be in a file is decided here."""
