"""A picture on a page is changed where it stands: it is always the one that would be drawn anew."""

import pytest
from playwright.sync_api import Locator, Page

from backpass import explore
from backpass.explore import Exploration
from website.living import bundle

pytestmark = pytest.mark.browser

VIEWS = bundle.views()
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Pictures</title><main>{}</main>'
#: Takes an exploration all over its sliders and lists, and compares what stands there each time
#: with what a browser makes of the whole markup. What a film shows and hides is left aside.
COMPARE = """(place) => {
  const living = place.backpass, parted = [], seen = new Set();
  const { numbers, choices } = living.exploration;
  const bare = (svg) => {
    for (const each of svg.querySelectorAll('[data-from], [data-at]')) {
      each.removeAttribute('style');
      each.classList.remove('bp-moving');
      if (!each.classList.length) each.removeAttribute('class');
    }
    return svg;
  };
  for (let k = 0; k < 5; k += 1) {
    [...choices.items()].forEach(([name, { options }], i) => {
      living.values.put(name, options[(k + i) % options.length]);
    });
    [...numbers.items()].forEach(([name, number], i) => {
      const share = (0.37 * k + 0.61 * i) % 1;
      const steps = Math.round((number.high - number.low) * share / number.step);
      living.values.put(name, number.clamped(k ? number.low + steps * number.step : number.value));
    });
    living.redraw();
    const anew = document.createElement('div');
    anew.innerHTML = living.markup(living.now);
    seen.add(living.now.svg);
    if (!bare(anew.firstChild).isEqualNode(bare(place.querySelector('svg').cloneNode(true)))) {
      parted.push(k);
    }
  }
  return [seen.size, parted];
}"""


#: Paints all of it again: what is painted in parts has its edges smoothed by a trifle otherwise.
WHOLE = """async (image) => {
  const frames = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
  for (const way of ['none', '']) {
    document.body.style.display = way;
    await frames();
  }
}"""


def put(page: Page, *made: Exploration) -> list[Locator]:
    """A page with living explorations."""
    page.set_content(PAGE.format("".join(each.snapshot() for each in made)))
    wanted = bundle.asked_for(page.content())
    page.add_script_tag(content=bundle.script(wanted))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")  # wakes those out of sight, too
    places = page.locator(".bp-living").all()
    assert len(places) == len(made)
    return places


def painted(place: Locator) -> bytes:
    """The picture as a browser paints it."""
    image = place.get_by_role("img")
    image.evaluate(WHOLE)
    return image.screenshot()


def test_a_picture_that_is_changed_step_by_step_is_the_one_drawn_anew(page: Page):
    places = put(page, *(view() for view in VIEWS.values()))
    for name, place in zip(VIEWS, places, strict=True):
        pictures, parted = place.evaluate(COMPARE)
        assert pictures >= 3, name
        assert parted == [], name
    assert len(VIEWS) >= 20


def test_elements_that_stay_are_the_same_elements(page: Page):
    (place,) = put(page, explore.secant())
    kept = place.evaluate(
        """(place) => {
          const before = [...place.querySelectorAll('svg *')];
          place.backpass.values.put('x', 1.5);
          place.backpass.redraw();
          return [...place.querySelectorAll('svg *')].filter((e) => before.includes(e)).length
            / before.length;
        }"""
    )
    assert kept > 0.9


@pytest.mark.parametrize("view", ["circuit", "training", "saturation", "shapes"])
def test_after_keys_it_looks_as_on_a_fresh_page(page: Page, view: str):
    made = getattr(explore, view)()
    (place,) = put(page, made)
    slider = place.locator(".bp-pair input[type=range]").first
    slider.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    moved = place.evaluate("(place) => Object.fromEntries(place.backpass.values.items())")
    assert moved != made.values
    changed = painted(place)
    made.set(**moved)
    (fresh,) = put(page, made)
    assert painted(fresh) == changed


def test_a_film_stays_at_its_step_when_a_slider_moves(page: Page):
    made = explore.circuit()
    (place,) = put(page, made)
    for _ in range(4):
        place.get_by_role("button", name="◀ back").click()
    place.locator(".bp-pair input[type=range]").first.focus()
    page.keyboard.press("ArrowRight")
    step, words, said, wrong = place.evaluate(
        """(place) => {
          const svg = place.querySelector('svg'), bar = place.querySelector('.bp-bar');
          const step = +bar.dataset.step, words = JSON.parse(svg.dataset.words)[step];
          const wrong = [...svg.querySelectorAll('[data-from], [data-at]')].filter((e) => {
            const { from, at } = e.dataset, due = from ? +from <= step : +at === step;
            const { visibility, display } = getComputedStyle(e);
            return (visibility === 'visible' && display !== 'none') !== due;
          });
          return [step, words, bar.lastChild.textContent, wrong.length];
        }"""
    )
    assert step > 0
    assert (said, wrong) == (words, 0)


def test_where_the_next_key_leads_is_drawn_before_it_is_pressed(page: Page):
    made = explore.secant()
    (place,) = put(page, made)
    place.locator(".bp-pair input[type=range]").first.focus()
    page.wait_for_function(
        "document.querySelector('.bp-living').backpass.ahead.size === 2", polling=20
    )
    place.evaluate(
        "(place) => { place.backpass.exploration.draw = () => { throw 'drawn at the key'; }; }"
    )
    page.keyboard.press("ArrowLeft")
    name = place.evaluate("(place) => [...place.backpass.exploration.numbers.keys()][0]")
    value = place.evaluate("(place) => Object.fromEntries(place.backpass.values.items())")[name]
    assert value != made.values[name]
    made.set(**{name: value})
    now = place.evaluate("(place) => [place.backpass.now.svg, place.backpass.now.text]")
    assert now == [made.svg, made.text]
