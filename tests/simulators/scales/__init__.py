"""The simulated scales keep their promises."""
