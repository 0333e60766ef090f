bash "$SCRIPT"
