"""Performance as ratios, measured in one run on the machine at hand (DESIGN.md section 8)."""
