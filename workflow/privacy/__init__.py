"""Privacy: what is kept of a person, shown to that person, and erased once nobody needs it."""
