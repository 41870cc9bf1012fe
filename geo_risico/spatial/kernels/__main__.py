"""``python -m geo_risico.spatial.kernels`` compiles every kernel, so that the first scan does not have to."""

from geo_risico.spatial.kernels.warming import warm

warm()
