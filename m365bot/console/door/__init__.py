"""The desk's door: who somebody is by Entra, for how long that holds, and which forms are our own.

Made by `m365bot console` and handed to app. door: what app is given; threshold: between the socket and every page;
signing: its own pages. Lets nobody in by itself: who may go where stands in `roles`.
"""
