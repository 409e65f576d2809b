"""Which words of a name or a sentence say what an author of answers wanted to be told.

The author wrote "the upstream gradient is missing"; a name may say "upstream ignored". Each line
has a pattern for what was wanted, and one for what says it. They are wide: what they let pass was
read once, and so was all that they do not.
"""

from __future__ import annotations

import re
from functools import cache

#: What was wanted, and what says it.
WORDS: tuple[tuple[str, str], ...] = (
    (
        r"upstream|dout (is )?missing|dout as well|\bdout\b.*missing|starts with 1|local gradients? only|1 only locally|instead of the sum of dout",
        r"upstream|dout|score in both|cache handed|itself|\bones?\b",
    ),
    (r"dout multiplied twice|only once|extra factor", r"twice|squared|dout²|times|times the input"),
    (
        r"\bsign\b|minus|negative|plus|positive|abs|rises|falls|direction",
        r"sign|minus|negative|positive|absolut|exponent|−|\|[^ ]|decays|add gate|added|falls|sizes|plus",
    ),
    (
        r"swap|other input|switched|its own value|wrong order|order of|order is|order:|value first|value comes first|cache is \(|first, then|mixed up|results|exchanged|crossed|turned upside|wrong way round|larger gets|larger input gets|dx first|dw first|reversed|needs x and|uses y|uses x|dx uses|gets q|uses z",
        r"switched|order|exchang|what d|should be|upside|swap|smaller|wrong way|itself|crossed|mask|exponent|moved|inverse|unpack|reverse|not smaller|slope|upstream gradient times|another condition",
    ),
    (
        r"half|halves|share|split|in full|½",
        r"half|halves|share|½|0\.5|averag|factor two|wrong where|wrong except",
    ),
    (
        r"add gate|and not the sum|gate adds",
        r"add gate|upstream alone|ones|both|as it came|added|no local|the sum",
    ),
    (
        r"multiply gate|scale gate|product|the power|not multiply",
        r"multipl|divi|product|switched|times|inputs|constant|itself|squared|scale",
    ),
    (
        r"max gate|tie|smaller (one )?gets|both get|only x\b|only z|here neither|indicator",
        r"tie|equal|max|smaller|both|strict|larger|condition|share",
    ),
    (
        r"pair|tuple|one result|bare|no tuple|dict|list|array needed|arrays needed|number of results|a pair is needed|one gradient|three gradients|float expected|nothing returned|nothing is returned|return|text|numbers?|type|cache is missing|one number|no lists",
        r"type|tuple|one number|list|cache|float|None|print|shape|an array|dict|result|array|given a gradient|only|missing",
    ),
    (
        r"shape|flat|column|keepdims|squeeze|one dimension|single number|broadcast|row",
        r"shape|flatten|column|dimension|row|one number|not spread|transpos|bias|summed|reshape|window",
    ),
    (
        r"sum|add(ed)? up|fork|path|branch|\+=|overwrit|loop|last (entry|row|share|example)|left out|keeps|forgotten|not used|first (row|column|input)",
        r"sum|\+=|=|path|way|branch|last|first|missing|lost|overwrit|forgot|message|zero|only|ignored|factor|without|stood|averag|left out|row|in place",
    ),
    (
        r"mean|averag|divi|divid|N\b|count|number of|normal|batch",
        r"mean|averag|divi|rows|columns|number of|not divided|one number|factor|times|sum|÷|/|less one|batch",
    ),
    (
        r"round|decimals|cut|integer|int|//|digits|float32|float64|approx|imprecise|exact|tiny|small number|1e-|extra|clip|bound|too early|saturat|limited",
        r"round|digits|whole|cut|float|small|large|bound|difference|six|clip|int|FloorDiv|floor|step|right only|wrong (where|except)|steps|added|more",
    ),
    (
        r"change|argument|in place|memory|cache is used|second call|alias|global|earlier calls|own forward|new cache|shared|attribute|between calls|overwritten by|every call|belong to its",
        r"change|in place|argument|cache|answers|overwrit|writes|piece|window|two|alias|fails",
    ),
    (r"zero|\b0\b|division by zero|guard", r"zero|ZeroDivision|is 0|sign\(|small|finite|equal"),
    (
        r"σ|sigmoid|slope|output|tanh|1 - f|f\(1|chain|factor|gate|caches|reciprocal|exp|square|2 xpy|local gradient|rule|inner|power",
        r"σ|sigma|sigmoid|slope|output|tanh|factor|gate|reciprocal|exp|square|²|chain|upstream|product|sig|local|curve|inner|rule|from x|times|cache|two|lost|power|missing|1 −|before|way|softmax|stood|itself",
    ),
    (r"overflow|nan|inf|finite|large|huge|stab", r"overflow|finite|nan|large|huge|stab|shift"),
    (r"bias", r"bias|b were|last|w2|w\[2\]|first"),
    (
        r"transpos|inverse|reshape|fit|mix|examples",
        r"transpos|order|shape|reshape|exchanged|shapes|operands|direction|row",
    ),
    (
        r"entry by entry|dot|outer|no sum|matching|pair by pair",
        r"sum|dot|product|shape|entry|number|another",
    ),
    (
        r"one-sided|only one side|step|h\b|2h|called|calls",
        r"sided|step|call|h\b|divided|precedence|far|x =",
    ),
    (r"brackets", r"bracket|precedence|divid|q|reciprocal|one missing|exponent|term|only"),
)


@cache
def pattern(wanted: str) -> str:
    """A pattern for whatever says this.

    Args:
        wanted: What an author wanted to be told, in a few words.
    """
    said = [says for wants, says in WORDS if re.search(wants, wanted, re.IGNORECASE)]
    return "|".join(said) if said else re.escape(wanted)
