select exchange, texts, picture, description, main, highlight, version from site
