"""Writing to clusters. One file per noun; each action is atomic and writes its own journal entry."""
