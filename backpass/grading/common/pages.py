"""Templates of the pages that instructors open: what stands at the head of each is written once."""

from __future__ import annotations

from jinja2 import ChoiceLoader, Environment, PackageLoader, select_autoescape

from backpass.drawing import palette


def templates(package: str) -> Environment:
    """The templates of a package, and the head `page.html` that they extend.

    Args:
        package: Its name; its templates lie in its folder `templates/`.
    """
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("backpass.grading.common")]),
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["light"] = palette.page_variables(palette.LIGHT, palette.RULE_LIGHT)
    environment.globals["dark"] = palette.page_variables(palette.DARK, palette.RULE_DARK)
    return environment
