"""The command line and the job: the only code that imports inputs, model, solvers and outputs."""
