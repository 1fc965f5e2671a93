"""The pages of the catalogue, one module for each thing that is shown."""
