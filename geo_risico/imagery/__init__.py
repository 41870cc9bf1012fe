"""Change on images: candidates, their cut-outs, and the precision that marks give. Pure."""
