"""Which permissions the operations of the directory ask for, as their reference pages say.

Read by the table of permissions; lines as in teams.permissions.
"""

USERS = "User.ReadBasic.All User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_GROUPS = "Group.ReadBasic.All GroupMember.Read.All Group.Read.All Group.ReadWrite.All"
_WIDE = "Directory.Read.All Directory.ReadWrite.All"
_MEMBERS = (
    "GroupMember.ReadBasic.All GroupMember.Read.All Group.ReadBasic.All Group.Read.All Group.ReadWrite.All"
)
_MEMBER_OF = (
    "User.Read Group.ReadBasic.All GroupMember.ReadBasic.All GroupMember.Read.All "
    "Directory.Read.All Directory.ReadWrite.All"
)
_MEMBERS_WRITE = "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All"
_APPS = "Application.Read.All Application.ReadWrite.All Directory.Read.All Directory.ReadWrite.All"
_APPS_LIST = "Application.Read.All Application.ReadWrite.All Directory.Read.All"
_OWN_APPS = "Application.ReadWrite.OwnedBy"  # reading by it is not held to the app's own (DIFFERENCES.md)
_APPS_WRITE = "Application.ReadWrite.All Directory.ReadWrite.All"
_ASSIGN = "AppRoleAssignment.ReadWrite.All"
_ORGANIZATION = "Organization.Read.All Organization.ReadWrite.All User.Read.All Directory.Read.All Directory.ReadWrite.All"
_MINE = "User.Read User.ReadWrite"
_GROUPS_WRITE = "Group.ReadWrite.All Directory.ReadWrite.All"
_OWNERS = (
    "GroupMember.Read.All Group.Read.All Group.ReadWrite.All GroupMember.ReadWrite.All Directory.Read.All"
)

DIRECTORY = f"""
GET /users: {USERS}
POST /users: User.ReadWrite.All Directory.ReadWrite.All
GET /users/{{user-id}}: {USERS} | {_MINE} {USERS}
PATCH /users/{{user-id}}: User.ReadWrite.All Directory.ReadWrite.All
DELETE /users/{{user-id}}: User.DeleteRestore.All User.ReadWrite.All
GET /me: - | {_MINE} {USERS}
GET /users/{{user-id}}/memberOf: Group.ReadBasic.All GroupMember.ReadBasic.All {_WIDE} | {_MEMBER_OF}
GET /me/memberOf: - | {_MEMBER_OF}
POST /invitations: User.Invite.All User.ReadWrite.All Directory.ReadWrite.All
GET /groups: {_GROUPS} {_WIDE}
POST /groups: Group.Create {_GROUPS_WRITE} | {_GROUPS_WRITE}
GET /groups/{{group-id}}: {_GROUPS} {_WIDE}
PATCH /groups/{{group-id}}: Group.ReadWrite.All Directory.ReadWrite.All
DELETE /groups/{{group-id}}: Group.ReadWrite.All
PATCH /groups(uniqueName='{{uniqueName}}'): Group.ReadWrite.All Directory.ReadWrite.All
GET /groups(uniqueName='{{uniqueName}}'): {_GROUPS} {_WIDE}
GET /groups/{{group-id}}/members: {_MEMBERS} GroupMember.ReadWrite.All Directory.Read.All
GET /groups/{{group-id}}/members/$ref: {_MEMBERS} GroupMember.ReadWrite.All Directory.Read.All
POST /groups/{{group-id}}/members/$ref: {_MEMBERS_WRITE}
DELETE /groups/{{group-id}}/members/{{directoryObject-id}}/$ref: {_MEMBERS_WRITE}
GET /groups/{{group-id}}/transitiveMembers: {_MEMBERS} GroupMember.ReadWrite.All Directory.Read.All
GET /groups/{{group-id}}/owners: {_OWNERS}
POST /groups/{{group-id}}/owners/$ref: Group.ReadWrite.All Directory.ReadWrite.All
DELETE /groups/{{group-id}}/owners/{{directoryObject-id}}/$ref: Group.ReadWrite.All Directory.ReadWrite.All
GET /directory/deletedItems/microsoft.graph.group: Group.Read.All Group.ReadWrite.All {_WIDE}
GET /directory/deletedItems/{{directoryObject-id}}: Group.Read.All Group.ReadWrite.All {_WIDE}
POST /directory/deletedItems/{{directoryObject-id}}/restore: Group.ReadWrite.All Directory.ReadWrite.All
DELETE /directory/deletedItems/{{directoryObject-id}}: Group.ReadWrite.All Directory.ReadWrite.All
GET /directoryObjects/{{directoryObject-id}}: Directory.Read.All
POST /directoryObjects/getByIds: Directory.Read.All
GET /applications: {_APPS_LIST} {_OWN_APPS} | {_APPS}
GET /applications/{{application-id}}: {_APPS} {_OWN_APPS} | {_APPS}
GET /applications(appId='{{appId}}'): {_APPS} {_OWN_APPS} | {_APPS}
POST /applications/{{application-id}}/addPassword: Application.ReadWrite.OwnedBy {_APPS_WRITE} | {_APPS_WRITE}
POST /applications/{{application-id}}/removePassword: Application.ReadWrite.OwnedBy {_APPS_WRITE} | {_APPS_WRITE}
GET /servicePrincipals: {_APPS_LIST} {_OWN_APPS} | {_APPS}
GET /servicePrincipals/{{servicePrincipal-id}}: {_APPS} {_OWN_APPS} | {_APPS}
GET /servicePrincipals(appId='{{appId}}'): {_APPS} {_OWN_APPS} | {_APPS}
GET /servicePrincipals/{{servicePrincipal-id}}/appRoleAssignments: {_APPS} {_OWN_APPS} | {_APPS}
POST /servicePrincipals/{{servicePrincipal-id}}/appRoleAssignments: {_ASSIGN}
DELETE /servicePrincipals/{{servicePrincipal-id}}/appRoleAssignments/{{appRoleAssignment-id}}: {_ASSIGN}
GET /servicePrincipals/{{servicePrincipal-id}}/appRoleAssignedTo: {_APPS} {_OWN_APPS} | {_APPS}
POST /servicePrincipals/{{servicePrincipal-id}}/appRoleAssignedTo: {_ASSIGN}
GET /organization: {_ORGANIZATION} | User.Read {_ORGANIZATION}
POST /$batch: *
"""
