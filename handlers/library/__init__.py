"""The library: the company's guidelines, one tap away from every card."""
