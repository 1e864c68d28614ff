"""What may become of a matter, told step by step: plain ones, units, trouble, the levels above, answers, oddities."""
