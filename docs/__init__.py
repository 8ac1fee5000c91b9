"""Pages written by hand, and the module that writes the others."""
