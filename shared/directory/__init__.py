"""The directory: which exchanges there are and who takes part, without personal data.

Every service but registration keeps its own copy of it, projected from registration's stream.
"""

from shared.directory.projection import DIRECTORY
from shared.directory.queries import Directory, Exchange, Exchanges, Participant

__all__ = ["DIRECTORY", "Directory", "Exchange", "Exchanges", "Participant"]
