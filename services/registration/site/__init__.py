"""An exchange's public site: its texts, its colours, its picture, and how others show a link to it."""
