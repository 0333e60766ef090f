"""What a workflow consists of, decided before anything is printed."""
