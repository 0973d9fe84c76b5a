"""The practice tenant (練習環境): a simulated Entra and Microsoft Graph that keep state.

Imports nothing of m365bot.
"""
