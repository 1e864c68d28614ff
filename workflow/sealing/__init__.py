"""Sealing: what history holds, in a tree of hashes under signed checkpoints that others keep (DESIGN.md section 4)."""
