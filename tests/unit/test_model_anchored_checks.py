"""scikit-learn's own checks of an estimator."""

from sklearn.utils.estimator_checks import parametrize_with_checks

from geo_risico.model.anchored import AnchoredIndex


@parametrize_with_checks([AnchoredIndex(), AnchoredIndex(lam=0.5, kappa=1.0)])
def test_estimator_check(estimator, check):
    check(estimator)
