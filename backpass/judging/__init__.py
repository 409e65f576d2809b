"""What an exercise asks for, the calls that examine a function, and the one verdict on them."""
