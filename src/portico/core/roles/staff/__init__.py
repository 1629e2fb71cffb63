"""Pages of the desk about who may do what: why, what if, as whom, and what new people get."""
