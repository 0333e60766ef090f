bash -- "$SCRIPT"
