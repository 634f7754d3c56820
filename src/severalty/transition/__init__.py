"""How and when shared things are taken apart: plans, packages of work, runs of the planner, and how sure they are."""
