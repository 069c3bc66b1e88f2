"""What the installation needs: people, channels, help."""
