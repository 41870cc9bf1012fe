"""One public function per file; the catalog gives it its curve and words."""
