"""What leaves the house as a file: ledgers as tables, and the proof pack of one matter with the tool that checks it."""
