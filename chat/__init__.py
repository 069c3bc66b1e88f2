"""The vocabulary that handlers and chat platforms share; knows neither of them."""
