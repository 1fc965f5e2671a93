-- Waits for what is being written, and lets nothing more be written until those who are forgotten are known.
lock table plan in share row exclusive mode
