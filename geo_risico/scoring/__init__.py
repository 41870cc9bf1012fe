"""Pure arithmetic: curves, index, classes, reasons, aggregates."""
