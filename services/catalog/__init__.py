"""The catalogue of needs and offers (handbook: 'Børskatalog'): what participants read to find whom to talk to."""
