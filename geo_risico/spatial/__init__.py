"""Pure geometry and array functions; metres in, metres out."""
