"""One folder for each provider; what several of them share stands beside them."""
