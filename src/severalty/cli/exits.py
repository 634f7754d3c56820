"""How a command ends, for the shell and for people."""

DONE = 0
OUR_FAULT = 1
WRONG_INPUT = 2
TRUTHFUL_NO = 3


class WrongInput(Exception):
    """What a command was given cannot be used; the message says where, what was found and what was expected."""
