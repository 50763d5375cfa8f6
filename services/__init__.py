"""Everything that Tailrace does, without the web framework: `blueprints` call in here, nothing here calls out."""
