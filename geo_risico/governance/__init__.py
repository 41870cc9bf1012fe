"""What may leave: profiles, suppression, personal columns, manifest."""
