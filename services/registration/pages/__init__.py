"""The pages of registration, one module for each kind of reader."""
