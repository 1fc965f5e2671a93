"""The market hour (handbook: 'Børsmeglere og avtaleregistrering'): brokers register what the parties agreed on."""
