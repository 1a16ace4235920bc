"""What became of a layer's units: how sparse its outputs are, and which of them are dead."""

import numpy as np


def sparsity(y, axis=None):
    """The share of outputs that are 0.

    Parameters
    ----------
    y : array_like
        Outputs of an activation.
    axis : int or tuple of int, optional
        Where to count: the axis of samples gives the share of each unit. By default everywhere.

    Returns
    -------
    float or ndarray of float64
        NaN where there is nothing to count.

    Examples
    --------
    >>> import numpy as np, fastrelu
    >>> y = fastrelu.relu(np.array([[-1.0, 2.0], [-3.0, -4.0]]))
    >>> float(fastrelu.sparsity(y))
    0.75
    >>> fastrelu.sparsity(y, axis=0)
    array([1. , 0.5])
    """
    y = np.asanyarray(y)
    nonzero = np.count_nonzero(y, axis=axis)
    counted = y.size // max(np.size(nonzero), 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1 - np.divide(nonzero, np.float64(counted))


def dead_units(y, axis=0):
    """Which units are 0 for all samples: of a rectifier, those that no gradient reaches any more.

    Parameters
    ----------
    y : array_like
        Outputs of an activation, best of a whole data set.
    axis : int or tuple of int, default 0
        The axis of the samples; of images with channels on axis 1 ``(0, 2, 3)``.

    Returns
    -------
    ndarray of bool
        True for each unit that is dead.

    Examples
    --------
    >>> import numpy as np, fastrelu
    >>> fastrelu.dead_units(fastrelu.relu(np.array([[-1.0, 2.0], [-3.0, -4.0]])))
    array([ True, False])
    """
    return ~np.any(np.asanyarray(y), axis=axis)
