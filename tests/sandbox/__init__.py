"""The fake workplace is strict in itself: these tests are about the sandbox, not the product."""
