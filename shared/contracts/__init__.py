"""The published language: the events by which the services speak to each other.

One module of events per publishing service. A stored event is `(type, schema, data)`; `Contract.decode` turns
it into a frozen model, after upcasting old schemas.
"""
