"""联席 Lianxi decides here, without Flask: what may happen to a neighbourhood matter, and what did."""
