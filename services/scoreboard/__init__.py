"""The stage (handbook: 'Børsmeglere og avtaleregistrering'): how many agreements, which, and how much time is left."""
