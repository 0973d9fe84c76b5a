"""What there is in the tenant, as it is stored: people, groups, teams, sites, drives, lists. Knows no request."""
