"""What the catalogue prints: itself, a poster for each participant, and slips that lead to it."""
