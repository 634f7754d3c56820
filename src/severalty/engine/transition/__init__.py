"""How and when a shared thing is taken apart: packages of work, plans, their verification, and how sure they are."""
