"""The app's domain code, API and tests, from an `AppSpec`."""
