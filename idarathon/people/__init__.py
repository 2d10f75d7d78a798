"""Accounts, and the personal data that can be erased without breaking the log."""
