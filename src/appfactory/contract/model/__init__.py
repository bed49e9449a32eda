"""The frozen values of the contract."""
