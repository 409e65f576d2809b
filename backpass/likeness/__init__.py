"""What a wrong result has in common with the right one, from numbers alone.

A rule makes a value of each call: the right gradient with its sign changed, or as it would be for
another upstream gradient. If at every call just that came back, the rule's sentence is true of the
function, whatever its code looks like.
"""
