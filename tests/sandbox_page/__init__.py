"""Tests of the sandbox's page, against a small server with canned answers."""
