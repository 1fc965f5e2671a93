"""The demo: a fictional evening, played through the public interfaces."""
