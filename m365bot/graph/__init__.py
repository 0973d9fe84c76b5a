"""The only code that talks to Microsoft Graph and Entra."""
