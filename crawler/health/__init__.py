"""Whether a portal is well: rules over what a run saw and what was before; what is suspect is held in quarantine."""
