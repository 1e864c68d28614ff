"""The mechanism: flows, the desk, policy and history. It knows no branch and no resident."""
