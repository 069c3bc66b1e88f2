"""Adaptive Cards as Teams shows them: elements, actions, whole cards, what is typed into them."""
