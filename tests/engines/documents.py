"""A good document with one thing changed, for the tests of what is refused."""

import copy


def changed(good, path, value):
    """`good` with the value at `path` replaced; Ellipsis takes it away."""
    data = copy.deepcopy(good)
    target = data
    for step in path[:-1]:
        target = target[step]
    if value is ...:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return data
