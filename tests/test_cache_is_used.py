"""A backward pass answers for the cache that it is given, not for the forward that ran last."""

from functools import partial

import numpy as np
import pytest

from backpass.checking.examination import examine
from backpass.contracts import CONTRACTS
from backpass.judging.returned import same
from backpass.judging.verdict import Kind, Status

CHAIN = CONTRACTS["chain_backward"]


def chain(backward, forward):
    """The visible verdict on a pair for (x + y) z."""
    return examine(CHAIN, backward, forward)[0]


def globals_pair():
    kept = {}

    def forward(x, y, z):
        kept["q"], kept["z"] = x + y, z
        return (x + y) * z, None

    return lambda dout, cache: (dout * kept["z"], dout * kept["z"], dout * kept["q"]), forward


def attribute_pair():
    def forward(x, y, z):
        forward.q, forward.z = x + y, z
        return (x + y) * z, (x, y)

    return lambda dout, cache: (dout * forward.z, dout * forward.z, dout * forward.q), forward


def layer_pair():
    class Layer:
        def forward(self, x, y, z):
            self.q, self.z = x + y, z
            return self.q * z, self

        def backward(self, dout, cache):
            return dout * cache.z, dout * cache.z, dout * cache.q

    layer = Layer()
    return layer.backward, layer.forward


@pytest.mark.parametrize("pair", [globals_pair, attribute_pair, layer_pair])
def test_what_is_kept_outside_the_cache_is_told_as_such(pair):
    verdict = chain(*pair())
    assert verdict.status is Status.FAILED
    told = [found for found in verdict.findings if "answers for the last forward" in found.text]
    assert told
    assert verdict.score < verdict.points


def test_an_attribute_of_the_forward_by_its_own_name_is_read_as_in_the_notebook():
    def chain_forward(x, y, z):
        chain_forward.last = x + y, z
        return (x + y) * z, (x + y, z)

    def backward(dout, cache):
        q, z = chain_forward.last
        return dout * z, dout * z, dout * q

    def counting(dout, cache):
        chain_forward.read = getattr(chain_forward, "read", 0) + 1
        q, z = chain_forward.last and cache
        return dout * z, dout * z, dout * q

    assert {f.kind for f in chain(backward, chain_forward).findings} == {Kind.UNSTABLE}
    assert chain(counting, chain_forward).status is Status.PASSED
    assert chain_forward.read > 0


def test_a_cache_that_can_be_read_once_only_fails():
    def forward(x, y, z):
        return (x + y) * z, iter([x + y, z])

    def backward(dout, cache):
        q, z = cache
        return dout * z, dout * z, dout * q

    assert chain(backward, forward).status is Status.FAILED


def test_a_second_call_that_raises_is_a_failure():
    used = set()

    def backward(dout, cache):
        if (dout, cache) in used:
            raise RuntimeError("used before")
        used.add((dout, cache))
        q, z = cache
        return dout * z, dout * z, dout * q

    verdict = chain(backward, lambda x, y, z: ((x + y) * z, (x + y, z)))
    assert [found.kind for found in verdict.findings] == [Kind.RAISED]
    assert "It had answered the same call before" in verdict.findings[0].text


def test_counters_logs_and_remembered_results_pass():
    seen, remembered = [], {}

    def forward(x, y, z):
        seen.append(x)
        return (x + y) * z, (x + y, z)

    def backward(dout, cache):
        backward.calls = getattr(backward, "calls", 0) + 1
        q, z = cache
        key = (dout, q, z)
        if key not in remembered:
            remembered[key] = (dout * z, dout * z, dout * q)
        return remembered[key]

    assert chain(backward, forward).status is Status.PASSED
    assert len(seen) > 8
    assert backward.calls > 50


class Loss:
    """A layer as many write it: it keeps what it is given, and its own gradients."""

    def __init__(self):
        self.dy = None

    def forward(self, y, d):
        self.error, self.weight = y - d, 1.0
        return 0.5 * np.sum(self.error**2)

    def backward(self, dout):
        self.dy = self.weight * dout * self.error


def layer_forward(y, d):
    layer = Loss()
    return layer.forward(y, d), layer


def in_layers(change):
    """The verdict on a layer that does something more to itself on the way back."""

    def backward(dout, layer):
        layer.backward(dout)
        change(layer)
        return layer.dy

    return examine(CONTRACTS["squared_error_backward"], backward, layer_forward)[0]


def keeps_a_log(layer):
    layer.log = [*getattr(layer, "log", []), layer.dy]


def nothing_more(layer):
    pass


@pytest.mark.parametrize("change", [nothing_more, keeps_a_log])
def test_a_layer_made_for_each_forward_may_keep_its_gradients(change):
    assert in_layers(change).status is Status.PASSED


def test_a_dict_that_gets_entries_is_changed():
    def backward(dout, cache):
        cache["dq"] = dout * cache["z"]
        return cache["dq"], cache["dq"], dout * cache["q"]

    verdict = chain(backward, lambda x, y, z: ((x + y) * z, {"q": x + y, "z": z}))
    assert {found.kind for found in verdict.findings} == {Kind.CHANGED}


def writes_over_its_input(layer):
    layer.error *= 1.0 + 1e-3


def scales_its_weights(layer):
    layer.weight = 0.9 * layer.weight


def forgets_its_input(layer):
    layer.error = None


def adds_up(layer):
    layer.total = getattr(layer, "total", 0.0) + layer.dy
    layer.dy = layer.total


@pytest.mark.parametrize(
    "change", [writes_over_its_input, scales_its_weights, forgets_its_input, adds_up]
)
def test_a_layer_that_cannot_answer_again_has_changed_its_cache(change):
    verdict = in_layers(change)
    assert {found.kind for found in verdict.findings} == {Kind.CHANGED}
    assert "changes `cache`" in verdict.findings[0].text


def test_an_array_that_is_filled_anew_each_time_is_noticed():
    buffer = {}

    def backward(dout, cache):
        out = buffer.setdefault(cache.shape, np.empty(cache.shape))
        np.multiply(dout, cache > 0, out=out)
        return out

    verdict, _ = examine(CONTRACTS["relu_backward"], backward)
    assert [found.kind for found in verdict.findings] == [Kind.ALIASED]
    assert "the same array, dict or list each time" in verdict.findings[0].text


def test_where_a_new_array_is_asked_for_the_upstream_gradient_itself_is_none():
    def hands_on(dout, x):
        return dout if np.all(x > 0) else dout * (x > 0)

    verdict, _ = examine(CONTRACTS["relu_backward"], hands_on)
    assert [found.kind for found in verdict.findings] == [Kind.ALIASED]
    assert "hands on `dout` itself" in verdict.findings[0].text
    allowed = examine(CONTRACTS["shift_backward"], lambda dout, _: dout)[0]
    assert allowed.status is Status.PASSED


def test_where_a_new_dict_is_asked_for_the_old_one_is_none():
    def gives_back(params, grads, rate):
        if rate == 0.0:
            return params
        return {name: params[name] - rate * grads[name] for name in params}

    def of_the_same_arrays(params, grads, rate):
        if rate == 0.0:
            return dict(params)
        return {name: params[name] - rate * grads[name] for name in params}

    contract = CONTRACTS["sgd_step"]
    verdict, _ = examine(contract, gives_back)
    assert [found.kind for found in verdict.findings] == [Kind.ALIASED]
    assert "returns `params` itself" in verdict.findings[0].text
    assert examine(contract, of_the_same_arrays)[0].status is Status.PASSED


class Slotted:
    __slots__ = ("__hidden", "q")

    def __init__(self, q, hidden=1.0):
        self.q, self.__hidden = q, hidden


def test_objects_are_compared_by_what_they_hold():
    pairs = [
        (Slotted(1.0), Slotted(1.0), True),
        (Slotted(1.0), Slotted(2.0), False),
        (Slotted(1.0, 1.0), Slotted(1.0, 2.0), False),
        (Slotted(np.ones(2)), Slotted(np.ones(2)), True),
        (Slotted(np.ones(2)), Slotted(np.zeros(2)), False),
        (partial(max, 1), partial(max, 1), True),
        (partial(max, 1), partial(max, 2), False),
    ]
    for one, other, expected in pairs:
        assert same(one, other) is expected


def test_rings_are_compared_to_their_end():
    def ring(number):
        first, second = Slotted(None), Slotted(number)
        first.q = [second, first]
        return first

    assert same(ring(1.0), ring(1.0))
    assert not same(ring(1.0), ring(2.0))


@pytest.mark.parametrize("holder", [dict, list])
def test_a_cache_that_all_forwards_share_is_noticed(holder):
    shared = holder()

    def chain_forward(x, y, z):
        if holder is dict:
            shared.update(q=x + y, z=z)
        else:
            shared[:] = [x + y, z]
        return (x + y) * z, shared

    def chain_forward_anew(x, y, z):
        return (x + y) * z, holder([("q", x + y), ("z", z)])

    contract = CONTRACTS["chain_forward"]
    verdict, _ = examine(contract, chain_forward)
    assert [finding.kind for finding in verdict.findings] == [Kind.ALIASED]
    assert "each time" in verdict.findings[0].text
    assert examine(contract, chain_forward_anew)[0].status is Status.PASSED


@pytest.mark.parametrize(
    ("exercise", "wrong"),
    [
        ("shift_backward", lambda dout, cache: dout if cache[1] else 0.0 * dout),
        ("scale_backward", lambda dout, cache: (cache[1] or 1.0) * dout),
        ("mean_backward", lambda dout, cache: (cache != 0) * dout / len(cache)),
        ("center_backward", lambda dout, cache: (dout - dout.mean(axis=0)) * cache.any(axis=0)),
    ],
)
def test_zeros_among_what_goes_in_are_no_reason_for_another_answer(exercise, wrong):
    verdict, _ = examine(CONTRACTS[exercise], wrong)
    assert [finding.kind for finding in verdict.findings] == [Kind.VALUE]


def test_a_square_that_is_multiplied_out_loses_the_difference():
    def squared_error_forward(y, d):
        return 0.5 * float(np.sum(y * y) - 2 * np.sum(y * d) + np.sum(d * d)), (y, d)

    verdict, _ = examine(CONTRACTS["squared_error_forward"], squared_error_forward)
    assert [finding.case.label for finding in verdict.findings] == [
        "large numbers next to each other"
    ]
