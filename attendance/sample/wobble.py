"""Noise that is the same on every machine."""

from random import Random


def wobble(rng: Random, spread: float) -> float:
    """Bell-shaped noise around zero with that standard deviation.

    Three uniforms, not a Gaussian, because logarithms differ between platforms in the last digit.
    """
    return 2 * spread * (rng.random() + rng.random() + rng.random() - 1.5)
