"""The program: the edges to chat platforms and the web, wiring, settings, command line."""
