"""How sure a plan is: its network drawn many times, and what that says of dates and money."""
