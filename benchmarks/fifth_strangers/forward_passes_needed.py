"""Answers to forward_passes_needed."""

ENTRIES = [
    {
        "kind": "right",
        "note": "twice",
        "source": """def forward_passes_needed(parameter_count):
    return 2 * parameter_count
""",
    },
    {
        "kind": "right",
        "note": "sum of itself",
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count + parameter_count
""",
    },
    {
        "kind": "right",
        "note": "two names",
        "source": """def forward_passes_needed(parameter_count):
    passes_for_each = 2
    return int(passes_for_each * parameter_count)
""",
    },
    {
        "kind": "right",
        "note": "shifted by one bit",
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count << 1
""",
    },
    {
        "kind": "right",
        "note": "length of a range of points",
        "source": """def forward_passes_needed(parameter_count):
    return len(range(-parameter_count, parameter_count))
""",
    },
    {
        "kind": "right",
        "note": "product of a tuple",
        "source": """def forward_passes_needed(parameter_count):
    import math

    return math.prod((parameter_count, len((+1, -1))))
""",
    },
    {
        "kind": "right",
        "note": "one up and one down for every parameter",
        "source": """def forward_passes_needed(parameter_count):
    up = parameter_count
    down = parameter_count
    return up + down
""",
    },
    {
        "kind": "wrong",
        "note": "once for each",
        "expected": ["two passes for each parameter", "one up and one down"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count
""",
    },
    {
        "kind": "wrong",
        "note": "one-sided: n + 1",
        "expected": ["that is the one-sided difference", "two for each parameter"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count + 1
""",
    },
    {
        "kind": "wrong",
        "note": "2n + 1 with the middle",
        "expected": ["middle point is not needed", "one too many"],
        "source": """def forward_passes_needed(parameter_count):
    return 2 * parameter_count + 1
""",
    },
    {
        "kind": "wrong",
        "note": "2n − 1",
        "expected": ["off by one"],
        "source": """def forward_passes_needed(parameter_count):
    return 2 * parameter_count - 1
""",
    },
    {
        "kind": "wrong",
        "note": "float",
        "expected": ["int needed", "float returned"],
        "source": """def forward_passes_needed(parameter_count):
    return 2.0 * parameter_count
""",
    },
    {
        "kind": "wrong",
        "note": "float by division",
        "expected": ["int needed", "/ gives a float"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count / 0.5
""",
    },
    {
        "kind": "wrong",
        "note": "squared",
        "expected": ["proportional", "not squared"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count**2
""",
    },
    {
        "kind": "wrong",
        "note": "power of two",
        "expected": ["two for each", "not 2 to the power"],
        "source": """def forward_passes_needed(parameter_count):
    return 2 ** min(parameter_count, 64)
""",
    },
    {
        "kind": "wrong",
        "note": "always two",
        "expected": ["for every parameter", "not 2 altogether"],
        "source": """def forward_passes_needed(parameter_count):
    return 2
""",
    },
    {
        "kind": "wrong",
        "note": "the example",
        "expected": ["any number of parameters", "not always 34"],
        "source": """def forward_passes_needed(parameter_count):
    return 34
""",
    },
    {
        "kind": "wrong",
        "note": "backward pass: one",
        "expected": ["that is backpropagation", "central differences cost two for each"],
        "source": """def forward_passes_needed(parameter_count):
    return 1
""",
    },
    {
        "kind": "wrong",
        "note": "pairs of parameters",
        "expected": ["each parameter alone", "not each pair"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count * (parameter_count - 1)
""",
    },
    {
        "kind": "wrong",
        "note": "forward and backward counted",
        "expected": ["forward passes only", "3 for each is too many"],
        "source": """def forward_passes_needed(parameter_count):
    return 3 * parameter_count
""",
    },
    {
        "kind": "wrong",
        "note": "four points for each",
        "expected": ["two points for each", "factor 4"],
        "source": """def forward_passes_needed(parameter_count):
    return 4 * parameter_count
""",
    },
    {
        "kind": "wrong",
        "note": "half",
        "expected": ["twice, not half"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count // 2
""",
    },
    {
        "kind": "wrong",
        "note": "text",
        "expected": ["int needed", "text returned"],
        "source": """def forward_passes_needed(parameter_count):
    return f"{2 * parameter_count}"
""",
    },
    {
        "kind": "disputed",
        "why": "Right for every count below 2**53.",
        "note": "through a float: loses digits for very large numbers",
        "expected": ["float arithmetic loses digits for large numbers", "use whole numbers"],
        "source": """def forward_passes_needed(parameter_count):
    return int(2.0 * parameter_count)
""",
    },
    {
        "kind": "disputed",
        "why": "Right below 16 million; a loop over more would not end.",
        "note": "counts in float32, which is exact only up to about 16 million",
        "expected": ["float32 loses digits for large numbers", "whole numbers needed"],
        "source": """def forward_passes_needed(parameter_count):
    return int(np.float32(2) * np.float32(parameter_count))
""",
    },
    {
        "kind": "wrong",
        "note": "for a single parameter, one pass is thought to be enough",
        "expected": ["a single parameter also needs two passes"],
        "source": """def forward_passes_needed(parameter_count):
    return 1 if parameter_count == 1 else 2 * parameter_count
""",
    },
    {
        "kind": "pair",
        "note": "once and float: two mistakes",
        "expected": ["two passes for each parameter", "int needed"],
        "source": """def forward_passes_needed(parameter_count):
    return float(parameter_count)
""",
    },
    {
        "kind": "pair",
        "note": "2n + 1 and float: two mistakes",
        "expected": ["middle point is not needed", "int needed"],
        "source": """def forward_passes_needed(parameter_count):
    return 2.0 * parameter_count + 1
""",
    },
    {
        "kind": "pair",
        "note": "squared and text: two mistakes",
        "expected": ["proportional, not squared", "int needed, not text"],
        "source": """def forward_passes_needed(parameter_count):
    return str(parameter_count**2)
""",
    },
    {
        "kind": "pair",
        "note": "half, as a float: two mistakes",
        "expected": ["twice, not half", "int needed"],
        "source": """def forward_passes_needed(parameter_count):
    return parameter_count / 2
""",
    },
]
