"""Names of permissions that several areas of the directory ask for alike, least privileged first.

Read where operations are defined. Says nothing of which operation asks for what.
"""

USERS = "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
WIDE = "Directory.Read.All Directory.ReadWrite.All"
