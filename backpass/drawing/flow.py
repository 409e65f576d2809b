"""A circuit as a film: values light up from the inputs, then the gradients walk back.

The film is one picture. What appears at a step carries ``data-from``, what is there for one step
alone ``data-at``, and the picture carries the words of all steps. So a page needs a small script to
show it (:data:`PLAYER`), and no kernel; a page that runs no script shows the last step.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from dataclasses import dataclass

from backpass.circuit import Circuit, Node
from backpass.drawing.svg import MINUS, number
from backpass.languages import tell


@dataclass(frozen=True)
class Film:
    """At which step what appears, and what is said at each.

    Attributes:
        words: One for each step, that of step 0 included.
        value_at: When each node's value appears.
        sends_at: When each gate multiplies and hands its messages to its inputs.
        gradient_at: When each node's gradient is whole.
    """

    words: tuple[str, ...]
    value_at: Mapping[str, int]
    sends_at: Mapping[str, int]
    gradient_at: Mapping[str, int]

    @property
    def steps(self) -> int:
        """The number of the last step, at which everything is there."""
        return len(self.words) - 1

    def attributes(self) -> str:
        """What the picture has to carry, as attributes of its element."""
        said = html.escape(json.dumps(self.words, ensure_ascii=False), quote=True)
        return f'data-steps="{self.steps}" data-words="{said}"'


def film(circuit: Circuit, *, gradients: bool = True) -> Film:
    """The film of a circuit; without gradients it ends with the forward pass.

    Args:
        circuit: The circuit.
        gradients: Whether to go backwards too, if its backward pass has run.
    """
    words = [tell("{title}: the inputs wait.", title=circuit.title or tell("The circuit"))]
    value_at: dict[str, int] = {}
    sends_at: dict[str, int] = {}
    gradient_at: dict[str, int] = {}
    words.append(
        tell(
            "The inputs: {inputs}.",
            inputs=", ".join(f"{n.name} = {number(n.value)}" for n in circuit.inputs),
        )
    )
    value_at |= dict.fromkeys((node.name for node in circuit.inputs), 1)
    for node in circuit.gates:
        value_at[node.name] = len(words)
        words.append(_computes(node))
    if gradients and circuit.has_gradients:
        _walk_back(circuit, words, sends_at, gradient_at)
    else:
        words.append(tell("The forward pass is done."))
    return Film(tuple(words), value_at, sends_at, gradient_at)


def is_fork(circuit: Circuit, node: Node) -> bool:
    """Whether more than one message comes back to a node.

    Args:
        circuit: The circuit.
        node: One of its nodes.
    """
    return sum(other.inputs.count(node) for other in circuit) > 1


def messages(node: Node) -> list[float]:
    """What a gate hands to each of its inputs: its local gradient times its own gradient."""
    return [local * (node.gradient or 0.0) for local in node.local_gradients]


def _walk_back(
    circuit: Circuit, words: list[str], sends_at: dict[str, int], gradient_at: dict[str, int]
) -> None:
    output = circuit.output
    gradient_at[output.name] = len(words)
    words.append(
        tell(
            "Now backwards. The gradient of {name} on itself is {gradient}.",
            name=output.name,
            gradient=number(output.gradient or 0.0),
        )
    )
    waiting = {node.name: sum(o.inputs.count(node) for o in circuit) for node in circuit}
    arrived: dict[str, list[float]] = {node.name: [] for node in circuit}
    for node in reversed(circuit.gates):
        sends_at[node.name] = len(words)
        words.append(_sends(node))
        for source, message in zip(node.inputs, messages(node), strict=True):
            arrived[source.name].append(message)
        for source in dict.fromkeys(node.inputs):
            if len(arrived[source.name]) < waiting[source.name]:
                continue
            if waiting[source.name] == 1:
                gradient_at[source.name] = sends_at[node.name]
                continue
            gradient_at[source.name] = len(words)
            words.append(_meet(source, arrived[source.name]))
    for node in circuit:  # what leads nowhere gets no message
        gradient_at.setdefault(node.name, len(words))
    whole = ", ".join(f"{n.name} {number(n.gradient or 0.0)}" for n in circuit.inputs)
    words.append(tell("Every gradient has arrived: {whole}.", whole=whole))


def _computes(node: Node) -> str:
    assert node.gate is not None
    inside = "({0})" in node.gate.formula  # as in σ(x), where brackets stand already
    numbers = [(number if inside else _bracketed)(source.value) for source in node.inputs]
    return f"{node.name} = {node.formula} = {node.gate.formula.format(*numbers)} = " + (
        f"{number(node.value)}."
    )


def _sends(node: Node) -> str:
    assert node.gate is not None
    each = "; ".join(
        tell("to {name} {local}", name=source.name, local=product(local, node.gradient or 0.0))
        for source, local in zip(node.inputs, node.local_gradients, strict=True)
    )
    return tell(
        "{name} ({gate}) has the gradient {gradient}. It sends local × upstream: {each}.",
        name=node.name,
        gate=tell(node.gate.name),
        gradient=number(node.gradient or 0.0),
        each=each,
    )


def product(local: float, upstream: float) -> str:
    """``−4.00 × 1.00 = −4.00``: what happens in a gate on the way back.

    Args:
        local: The local gradient.
        upstream: The upstream gradient.
    """
    return f"{number(local)} × {_bracketed(upstream)} = {number(local * upstream)}"


def _meet(node: Node, arrived: list[float]) -> str:
    total = node.gradient or 0.0
    each = " + ".join([number(arrived[0]), *(_bracketed(message) for message in arrived[1:])])
    if abs(sum(arrived) - total) > 1e-9 * max(abs(total), *(abs(m) for m in arrived)):
        return tell(
            "{name}: each message overwrites the one before, and {total} stays.",
            name=node.name,
            total=number(total),
        )
    return tell(
        "{name} is a fork. Its messages meet and add up: {each} = {total}.",
        name=node.name,
        each=each,
        total=number(total),
    )


def _bracketed(value: float) -> str:
    text = number(value)
    return f"({text})" if text.startswith(MINUS) else text


#: Class of the box that holds one picture and its buttons, and of the place for the buttons.
STAGE, BAR = "bp-stage", "bp-bar"

_SCRIPT = """
(function () {
  if (window.backpassFilms) return;
  window.backpassFilms = look;
  function picture(bar) {
    var stage = bar.closest('.bp-stage');
    return stage && stage.querySelector('svg[data-steps]');
  }
  function show(bar) {
    var svg = picture(bar), parts = bar.backpass;
    bar.style.display = svg ? 'flex' : 'none';
    bar.backpassPicture = svg;
    if (!svg) return;
    var last = +svg.dataset.steps, now = bar.dataset.step;
    now = now === undefined ? last : Math.max(0, Math.min(+now, last));
    var as_it_came = bar.dataset.step === undefined && svg.backpassStep === undefined
      && !svg.querySelector('[data-at="' + last + '"]');
    if (svg.backpassStep !== now && !as_it_came) {
      svg.backpassStep = now;
      svg.querySelectorAll('[data-from]').forEach(function (e) {
        e.style.visibility = +e.dataset.from <= now ? 'visible' : 'hidden';
      });
      svg.querySelectorAll('[data-at]').forEach(function (e) {
        e.style.display = +e.dataset.at === now ? 'inline' : 'none';
        e.classList.toggle('bp-moving', +e.dataset.at === now);
      });
    }
    parts.range.max = last;
    if (+parts.range.value !== now) parts.range.value = now;
    var words = bar.dataset.step === undefined ? '' : JSON.parse(svg.dataset.words)[now];
    parts.range.setAttribute('aria-valuetext', now + ' / ' + last);
    if (parts.words.textContent !== words) parts.words.textContent = words;
    var label = bar.dataset.timer ? '❚❚ pause' : '▶ play';
    if (parts.play.textContent !== label) parts.play.textContent = label;
    parts.back.disabled = now === 0;
    parts.next.disabled = now === last;
  }
  function pause(bar) {
    clearTimeout(+bar.dataset.timer);
    delete bar.dataset.timer;
  }
  function go(bar, to) {
    var svg = picture(bar);
    if (svg) bar.dataset.step = Math.max(0, Math.min(to, +svg.dataset.steps));
    show(bar);
  }
  function step(bar) {
    var svg = picture(bar);
    return bar.dataset.step === undefined ? +svg.dataset.steps : +bar.dataset.step;
  }
  function run(bar) {
    var svg = picture(bar);
    if (!svg || !bar.isConnected || step(bar) >= +svg.dataset.steps) {
      pause(bar); show(bar); return;
    }
    go(bar, step(bar) + 1);
    bar.dataset.timer = setTimeout(run, 700 + 28 * bar.backpass.words.textContent.length, bar);
    show(bar);
  }
  function build(bar) {
    function add(kind, words, act) {
      var e = document.createElement(kind);
      e.setAttribute('data-lm-suppress-shortcuts', 'true');
      if (kind === 'button') { e.type = 'button'; e.textContent = words; e.onclick = act; }
      bar.appendChild(e);
      return e;
    }
    var parts = bar.backpass = {};
    parts.back = add('button', '◀ back', function () { pause(bar); go(bar, step(bar) - 1); });
    parts.play = add('button', '▶ play', function () {
      if (bar.dataset.timer) { pause(bar); show(bar); return; }
      if (step(bar) >= +picture(bar).dataset.steps) go(bar, 0);
      run(bar);
    });
    parts.next = add('button', 'step ▶', function () { pause(bar); go(bar, step(bar) + 1); });
    parts.range = add('input');
    parts.range.type = 'range';
    parts.range.min = 0;
    parts.range.setAttribute('aria-label', 'step of the pass');
    parts.range.oninput = function () { pause(bar); go(bar, +parts.range.value); };
    parts.words = add('div');
    parts.words.setAttribute('aria-live', 'polite');
  }
  function look() {
    document.querySelectorAll('.bp-bar').forEach(function (bar) {
      if (!bar.backpass) build(bar);
      var svg = picture(bar);
      if (svg !== bar.backpassPicture || (svg && svg.backpassStep === undefined)) show(bar);
    });
  }
  function concerns(change) {
    return Array.prototype.some.call(change.addedNodes, function (e) {
      return e.nodeType === 1 && (e.matches('.bp-bar,svg[data-steps]')
        || (e.firstElementChild && e.querySelector('.bp-bar,svg[data-steps]')));
    }) || (change.removedNodes.length && change.target.closest('.bp-stage'));
  }
  new MutationObserver(function (changes) { if (changes.some(concerns)) look(); })
    .observe(document.body, {childList: true, subtree: true});
  look();
})()
"""

STYLE = (
    "<style>.bp-bar{display:none;flex-wrap:wrap;gap:4px 6px;align-items:center;margin:2px 0}"
    ".bp-bar button{font:inherit;font-size:13px;padding:1px 9px;min-height:26px;cursor:pointer;"
    "color:inherit;background:none;border:1px solid currentColor;border-radius:4px}"
    ".bp-bar button:disabled{cursor:default;opacity:.5}"
    ".bp-bar input{flex:1 1 120px;max-width:260px;margin:0 6px}"
    ".bp-bar div{flex:1 1 100%;line-height:1.45}"
    ".bp-bar[data-step] div{min-height:2.9em}"
    "</style>"
)
PLAYER = (
    f'{STYLE}<img alt="" hidden src="data:," onerror="{html.escape(" ".join(_SCRIPT.split()))}">'
)
#: The place for the buttons, to stand in a box of class :data:`STAGE` beside the picture.
BUTTONS = f'<div class="{BAR}"></div>{PLAYER}'
