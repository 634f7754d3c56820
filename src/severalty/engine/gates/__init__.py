"""When bodies can decide: the lattice of meetings, steps backwards from each, and what a slip costs."""
