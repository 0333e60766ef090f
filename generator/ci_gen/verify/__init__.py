"""What is said of workflows before they are written. Only commands that lint import this."""
