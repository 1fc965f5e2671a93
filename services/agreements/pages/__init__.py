"""The pages of the market hour, one module for each kind of reader."""
