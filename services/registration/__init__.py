"""Registration: who arranges an exchange, who takes part in it, and who came."""
