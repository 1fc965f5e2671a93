"""JSON for programs, one module for each thing that is answered."""
