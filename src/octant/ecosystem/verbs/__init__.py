"""What the journal says about the register. One file per noun, each with `VERBS`; all are registered."""
