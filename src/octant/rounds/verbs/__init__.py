"""What the journal says about rounds. One file per step."""
