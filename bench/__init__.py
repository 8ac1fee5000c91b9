"""Measures the solvers: seeded cases of planners' sizes, competitors on the identical model, published cases."""
