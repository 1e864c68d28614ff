"""What the rooms know, put together for a reader; nothing here decides."""
