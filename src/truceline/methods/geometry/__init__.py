"""Geometry of areas and uncertain places: arrays in, arrays out; no incident, no arrangement.

The checks of drawn shapes are named here for those who only take shapes in; the rest is in
`index` (which areas cover a point), `attribution` (with what probability) and `buffers`.
"""

from truceline.methods.geometry.rings import (
    CrossesAntimeridian,
    Fault,
    FaultKind,
    Repaired,
    ShapeFaulty,
    repair,
    ring_faults,
    shape_faults,
    sound,
)

__all__ = [
    "CrossesAntimeridian",
    "Fault",
    "FaultKind",
    "Repaired",
    "ShapeFaulty",
    "repair",
    "ring_faults",
    "shape_faults",
    "sound",
]
