"""What agreements prints: numbered forms, for an evening on which a tablet or the power is away."""
