"""The optimisation model: economics, states and one file for each decision family."""
