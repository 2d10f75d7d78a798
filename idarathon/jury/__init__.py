"""The jury of an edition: its panel, its rubric, recusals, blind scores, and the ranking that follows from them."""
