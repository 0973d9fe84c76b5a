"""The property names of the types the sandbox answers, relations included: what `$select` may name.

Read by options. From the metadata of v1.0 (MIT, microsoftgraph/msgraph-metadata).
"""

SHAPES: dict[str, frozenset[str]] = {
    name: frozenset(names.split())
    for name, names in {
        "user": """
            id deletedDateTime aboutMe accountEnabled ageGroup assignedLicenses assignedPlans
            authorizationInfo birthday businessPhones city companyName consentProvidedForMinor country
            createdDateTime creationType customSecurityAttributes department deviceEnrollmentLimit
            displayName employeeHireDate employeeId employeeLeaveDateTime employeeOrgData employeeType
            externalUserState externalUserStateChangeDateTime faxNumber givenName hireDate identities
            identityParentId imAddresses interests isManagementRestricted isResourceAccount jobTitle
            lastPasswordChangeDateTime legalAgeGroupClassification licenseAssignmentStates mail
            mailboxSettings mailNickname mobilePhone mySite officeLocation onPremisesDistinguishedName
            onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId
            onPremisesLastSyncDateTime onPremisesProvisioningErrors onPremisesSamAccountName
            onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName otherMails
            passwordPolicies passwordProfile pastProjects postalCode preferredDataLocation
            preferredLanguage preferredName print provisionedPlans proxyAddresses responsibilities
            schools securityIdentifier serviceProvisioningErrors showInAddressList signInActivity
            signInSessionsValidFromDateTime skills state streetAddress surname usageLocation
            userPrincipalName userType activities adhocCalls agreementAcceptances appRoleAssignments
            authentication calendar calendarGroups calendars calendarView chats cloudClipboard cloudPCs
            contactFolders contacts createdObjects dataSecurityAndGovernance
            deviceManagementTroubleshootingEvents directReports drive drives employeeExperience events
            extensions followedSites inferenceClassification insights joinedTeams licenseDetails
            mailFolders managedAppRegistrations managedDevices manager memberOf messages
            oauth2PermissionGrants onenote onlineMeetings onPremisesSyncBehavior outlook ownedDevices
            ownedObjects people permissionGrants photo photos planner presence registeredDevices
            scopedRoleMemberOf settings solutions sponsorOf sponsors teamwork todo transitiveMemberOf
        """,
        "group": """
            id deletedDateTime accessType allowExternalSenders assignedLabels assignedLicenses
            autoSubscribeNewMembers classification createdDateTime description displayName
            expirationDateTime groupTypes hasMembersWithLicenseErrors hideFromAddressLists
            hideFromOutlookClients infoCatalogs isArchived isAssignableToRole isFavorite
            isManagementRestricted isSubscribedByMail licenseProcessingState mail mailEnabled
            mailNickname membershipRule membershipRuleProcessingState onPremisesDomainName
            onPremisesExtensionAttributes onPremisesLastSyncDateTime onPremisesNetBiosName
            onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
            onPremisesSyncEnabled organizationId preferredDataLocation preferredLanguage proxyAddresses
            renewedDateTime resourceBehaviorOptions resourceProvisioningOptions securityEnabled
            securityIdentifier serviceProvisioningErrors theme uniqueName unseenConversationsCount
            unseenCount unseenMessagesCount visibility welcomeMessageEnabled acceptedSenders
            appRoleAssignments calendar calendarView conversations createdOnBehalfOf drive drives events
            extensions groupLifecyclePolicies memberOf members membersWithLicenseErrors onenote
            onPremisesSyncBehavior owners permissionGrants photo photos planner rejectedSenders settings
            sites team threads transitiveMemberOf transitiveMembers
        """,
        "team": """
            id classification createdDateTime description displayName firstChannelName funSettings
            guestSettings internalId isArchived memberSettings messagingSettings specialization summary
            tenantId visibility webUrl allChannels channels group incomingChannels installedApps members
            operations permissionGrants photo primaryChannel schedule tags template
        """,
        "channel": """
            id createdDateTime description displayName email isArchived isFavoriteByDefault layoutType
            membershipType migrationMode originalCreatedDateTime summary tenantId webUrl allMembers
            enabledApps filesFolder members messages sharedWithTeams tabs
        """,
        "conversationMember": """
            id displayName roles visibleHistoryStartDateTime email tenantId userId user
        """,
        "teamsTab": """
            id configuration displayName webUrl teamsApp
        """,
        "chatMessage": """
            id attachments body channelIdentity chatId createdDateTime deletedDateTime etag eventDetail
            from importance lastEditedDateTime lastModifiedDateTime locale mentions messageHistory
            messageType policyViolation reactions replyToId subject summary webUrl hostedContents
            replies
        """,
        "chat": """
            id chatType createdDateTime isHiddenForAllMembers lastUpdatedDateTime migrationMode onlineMeetingInfo
            originalCreatedDateTime tenantId topic viewpoint webUrl installedApps lastMessagePreview members messages
            permissionGrants pinnedMessages tabs targetedMessages
        """,
        "message": """
            id categories changeKey createdDateTime lastModifiedDateTime bccRecipients body bodyPreview ccRecipients
            conversationId conversationIndex flag from hasAttachments importance inferenceClassification
            internetMessageHeaders internetMessageId isDeliveryReceiptRequested isDraft isRead isReadReceiptRequested
            parentFolderId receivedDateTime replyTo sender sentDateTime subject toRecipients uniqueBody webLink
            attachments extensions multiValueExtendedProperties singleValueExtendedProperties
        """,
        "mailFolder": """
            id childFolderCount displayName isHidden parentFolderId totalItemCount unreadItemCount childFolders
            messageRules messages multiValueExtendedProperties singleValueExtendedProperties
        """,
        "application": """
            id deletedDateTime addIns api appId applicationTemplateId appRoles authenticationBehaviors
            certification createdByAppId createdDateTime defaultRedirectUri description
            disabledByMicrosoftStatus displayName groupMembershipClaims identifierUris info
            isDeviceOnlyAuthSupported isDisabled isFallbackPublicClient keyCredentials logo
            managerApplications nativeAuthenticationApisEnabled notes oauth2RequirePostResponse
            optionalClaims parentalControlSettings passwordCredentials publicClient publisherDomain
            requestSignatureVerification requiredResourceAccess samlMetadataUrl
            serviceManagementReference servicePrincipalLockConfiguration signInAudience spa tags
            tokenEncryptionKeyId uniqueName verifiedPublisher web appManagementPolicies
            createdOnBehalfOf extensionProperties federatedIdentityCredentials
            homeRealmDiscoveryPolicies owners synchronization tokenIssuancePolicies
            tokenLifetimePolicies
        """,
        "servicePrincipal": """
            id deletedDateTime accountEnabled addIns alternativeNames appDescription appDisplayName
            appId applicationTemplateId appOwnerOrganizationId appRoleAssignmentRequired appRoles
            createdByAppId customSecurityAttributes description disabledByMicrosoftStatus displayName
            homepage info isDisabled keyCredentials loginUrl logoutUrl notes notificationEmailAddresses
            oauth2PermissionScopes passwordCredentials preferredSingleSignOnMode
            preferredTokenSigningKeyThumbprint replyUrls resourceSpecificApplicationPermissions
            samlSingleSignOnSettings servicePrincipalNames servicePrincipalType signInAudience tags
            tokenEncryptionKeyId verifiedPublisher appManagementPolicies appRoleAssignedTo
            appRoleAssignments claimsMappingPolicies createdObjects delegatedPermissionClassifications
            endpoints federatedIdentityCredentials homeRealmDiscoveryPolicies memberOf
            oauth2PermissionGrants ownedObjects owners remoteDesktopSecurityConfiguration
            synchronization tokenIssuancePolicies tokenLifetimePolicies transitiveMemberOf
        """,
        "appRoleAssignment": """
            id deletedDateTime appRoleId createdDateTime principalDisplayName principalId principalType
            resourceDisplayName resourceId
        """,
        "directoryObject": """
            id deletedDateTime
        """,
        "organization": """
            id deletedDateTime assignedPlans businessPhones city country countryLetterCode
            createdDateTime defaultUsageLocation displayName marketingNotificationEmails
            mobileDeviceManagementAuthority onPremisesLastSyncDateTime onPremisesSyncEnabled
            partnerTenantType postalCode preferredLanguage privacyProfile provisionedPlans
            securityComplianceNotificationMails securityComplianceNotificationPhones state street
            technicalNotificationMails tenantType verifiedDomains branding
            certificateBasedAuthConfiguration extensions
        """,
        "domain": """
            id authenticationType availabilityStatus isAdminManaged isDefault isInitial isRoot
            isVerified manufacturer model passwordNotificationWindowInDays passwordValidityPeriodInDays
            state supportedServices domainNameReferences federationConfiguration rootDomain
            serviceConfigurationRecords verificationDnsRecords
        """,
        "teamsAsyncOperation": """
            id attemptsCount createdDateTime error lastActionDateTime operationType status
            targetResourceId targetResourceLocation
        """,
        "oAuth2PermissionGrant": """
            id clientId consentType principalId resourceId scope
        """,
    }.items()
}

# What a directory object shows when nothing is selected; other types show all they hold.
_USER = """
    id businessPhones displayName givenName jobTitle mail mobilePhone officeLocation preferredLanguage
    surname userPrincipalName
"""
DEFAULTS: dict[str, frozenset[str]] = {"user": frozenset(_USER.split())}
