select outcome, version, position, stream
from append_events(%(commands)s::jsonb)
