"""YAML as such: data, places and text. Knows neither specs nor workflows."""
