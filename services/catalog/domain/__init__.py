"""What catalog decides: the lines of the catalogue, and which words mean the same in it.

What can happen is the published language, `shared.contracts.catalog`.
"""
