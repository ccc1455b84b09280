"""Which numbers of a kept text are statistics: rules and libraries alone, no network, no model."""
