"""SharePoint: sites, their drives and lists. Here is what all three share; each has a package below."""
