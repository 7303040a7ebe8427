"""The forms: one module for each kind of thing that is added by clicking."""
