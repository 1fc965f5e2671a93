"""Whole processes killed in mid-work: nothing that was acknowledged is lost, and nothing is done twice."""
