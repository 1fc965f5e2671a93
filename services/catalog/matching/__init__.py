"""Who should talk to whom: needs matched with offers by what their texts mean, without any I/O.

`words` and `compounds` take a text apart, `lexicon` knows what its words mean to each other, `weighing` decides how
much two texts have in common, `suggestions` ranks, `rings` finds exchanges among three, `reasons` says why.
"""
