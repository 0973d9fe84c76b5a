"""The viewer: the tenant as a chosen person sees it, as Teams-like pages in Japanese.

Mounted by the sandbox under /viewer. Everything shown is read through Graph with that person's token; the
tenant's state is never looked into.
"""
