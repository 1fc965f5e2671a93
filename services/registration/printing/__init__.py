"""What registration prints: name tags, for whoever takes part."""
