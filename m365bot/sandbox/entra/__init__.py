"""Entra: sign-in addresses, tokens and the ways to them, applications and what they were granted."""
