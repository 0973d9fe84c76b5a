"""Is everything in order that m365bot stands on: the way out, the app, the service account, this machine?

Called by app for `m365bot doctor`, and by what tells of credentials that end soon. Looks only: nothing is changed, in
the tenant or here.
"""
