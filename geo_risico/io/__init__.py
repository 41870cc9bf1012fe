"""Every file and every connection."""
