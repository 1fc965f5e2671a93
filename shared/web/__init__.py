"""What every page stands on: templates, assets, forms, languages and the browser's protections."""
