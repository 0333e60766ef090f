"""The actions that workflows run: listed, compared with their releases, updated."""
