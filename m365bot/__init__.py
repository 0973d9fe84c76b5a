"""Runs a staff-training programme in Microsoft 365 by itself."""
