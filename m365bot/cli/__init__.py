"""The commands an operator types, one file a group; heavy libraries are imported only inside a command."""
