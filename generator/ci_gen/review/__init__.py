"""What a change of a spec means: two plans are compared, and words come back."""
