"""The app's description for each chat platform, made from what the code really uses."""
