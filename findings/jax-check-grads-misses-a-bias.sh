#!/usr/bin/env bash
# JAX: check_grads passes a layer whose gradient on the bias is 0, or has the wrong sign, however often one asks.
#
# What one would expect: check_grads(loss, (W, b), ...) tells whether the derivatives by W and by b are right. The
#   documentation says that it looks in one direction, drawn at random; so a wrong part is seen by most draws, and
#   asking again asks more.
# What happens: the parts of all arguments are added up to one number before anything is compared. With inputs of size
#   1000, as pixels in 16 bits or prices are, the part of W is so large that the part of b is within the tolerance
#   (0.002 of the whole in float32), and nothing about b is checked. The direction is drawn from the same seed each
#   time, so six calls are one.
# What it means for a course: "check_grads passes" says little of the small gradients. Ask with inputs of size 1, or in
#   float64, where the tolerance is smaller, and compare each argument's gradient by itself.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install -qq --no-compile numpy==2.4.6 jax==0.10.2 jaxlib==0.10.2
echo "Versions:"
env/bin/python --version
env/bin/pip list 2>/dev/null | grep -E '^(numpy|jax|jaxlib) '
cat > run.py <<'PY'
import jax
import jax.numpy as jnp
import numpy as np
from jax.test_util import check_grads


def layer_with(factor):
    """An affine layer whose backward pass gives factor times the right gradient on the bias."""

    @jax.custom_vjp
    def layer(x, W, b):
        return x @ W + b

    def forward(x, W, b):
        return x @ W + b, (x, W)

    def backward(cache, dout):
        x, W = cache
        return dout @ W.T, x.T @ dout, factor * dout.sum(axis=0)

    layer.defvjp(forward, backward)
    return layer


def passes(function, arguments):
    try:
        check_grads(function, arguments, order=1, modes=["rev"])
    except AssertionError:
        return False
    return True


def verdicts(scale, factor, dtype):
    """What check_grads says of twelve layers with drawn data, and whether five more calls say the same."""
    layer = layer_with(factor)
    said = []
    same = True
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x, W, b = (jnp.asarray(rng.standard_normal(shape), dtype) for shape in ((8, 4), (4, 3), 3))

        def loss(W, b, x=scale * x):
            return jnp.mean(layer(x, W, b) ** 2)

        said.append(passes(loss, (W, b)))
        same = same and all(passes(loss, (W, b)) == said[-1] for _ in range(5))
    return sum(said), same


for dtype, scale in ((jnp.float32, 1), (jnp.float32, 1000), (jnp.float64, 1000)):
    jax.config.update("jax_enable_x64", dtype is jnp.float64)
    for said, factor in (("right", 1.0), ("0", 0.0), ("of the wrong sign", -1.0)):
        passed, same = verdicts(scale, factor, dtype)
        many = "nearly all or all" if passed >= 10 else "none" if passed == 0 else "some"
        print(f"{dtype.__name__}, inputs of size {scale}, db {said}: {many} pass; asked again, the same: {same}")
PY
env/bin/python run.py 2> log.txt | tee seen.txt

diff - seen.txt <<'RECORDED' || { tail log.txt; echo "CHANGED: the lines above differ from what was recorded."; exit 1; }
float32, inputs of size 1, db right: nearly all or all pass; asked again, the same: True
float32, inputs of size 1, db 0: none pass; asked again, the same: True
float32, inputs of size 1, db of the wrong sign: none pass; asked again, the same: True
float32, inputs of size 1000, db right: nearly all or all pass; asked again, the same: True
float32, inputs of size 1000, db 0: nearly all or all pass; asked again, the same: True
float32, inputs of size 1000, db of the wrong sign: nearly all or all pass; asked again, the same: True
float64, inputs of size 1000, db right: nearly all or all pass; asked again, the same: True
float64, inputs of size 1000, db 0: none pass; asked again, the same: True
float64, inputs of size 1000, db of the wrong sign: none pass; asked again, the same: True
RECORDED
echo "As recorded."
