"""The app's icons: one drawing in code, and the files that `manifest.icons.draw` makes of it."""
