"""Plans with weighted aims: reduced problems, compiled search, relaxations that prove, exact neighbourhoods."""
