"""Names for a simulated class."""

from __future__ import annotations

import random
from dataclasses import dataclass

# fmt: off
FIRST = (
    "Ada", "Amara", "Anders", "Ana", "Aziz", "Bea", "Bilal", "Chen", "Chidi", "Clara", "Dana",
    "Dae", "Elif", "Emeka", "Eva", "Farid", "Femi", "Freya", "Grace", "Hana", "Hugo", "Ida",
    "Imani", "Ines", "Ivan", "Jae", "Jana", "Joao", "Kai", "Kofi", "Lara", "Leila", "Liam",
    "Lin", "Lucia", "Maja", "Malik", "Mei", "Milan", "Mina", "Nadia", "Nils", "Noor", "Olga",
    "Omar", "Priya", "Rafael", "Ravi", "Rosa", "Sami", "Sara", "Sena", "Sofia", "Tariq",
    "Tess", "Tomas", "Uma", "Vera", "Wei", "Yara", "Yuki", "Zara",
)
LAST = (
    "Abebe", "Adler", "Ahmed", "Alvarez", "Andersen", "Bakker", "Banerjee", "Bauer",
    "Bianchi", "Castro", "Chowdhury", "Costa", "Dahl", "Diallo", "Dubois", "Eriksen",
    "Fischer", "Garcia", "Gupta", "Haddad", "Hansen", "Hoang", "Ito", "Jensen", "Johansson",
    "Kaya", "Khan", "Kim", "Kowalski", "Lee", "Lopez", "Mensah", "Moreau", "Mori", "Nguyen",
    "Novak", "Obi", "Okafor", "Park", "Patel", "Pereira", "Popescu", "Rahman", "Rossi",
    "Santos", "Schmidt", "Silva", "Singh", "Suzuki", "Tanaka", "Torres", "Tran", "Vargas",
    "Virtanen", "Wang", "Weber", "Yilmaz", "Zhang",
)
# fmt: on


@dataclass(frozen=True)
class Classmate:
    """A name for a simulated student."""

    student: str
    first_name: str
    last_name: str


def students(count: int, seed: int) -> list[Classmate]:
    """A class of so many names, the same for the same seed.

    Args:
        count: How many.
        seed: Draws the names.
    """
    chance = random.Random(f"names {seed}")  # noqa: S311 - nothing here is a secret
    width = max(3, len(str(count)))
    return [
        Classmate(f"student{number:0{width}d}", chance.choice(FIRST), chance.choice(LAST))
        for number in range(1, count + 1)
    ]
