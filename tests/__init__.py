"""Specifications of Børsen."""
