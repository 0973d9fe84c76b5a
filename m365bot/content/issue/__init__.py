"""An issue of DX通信: from an officer's Markdown to what readers see at each place. Pure but for the pictures' bytes.

The walk: `residues` mends what Word and mail leave behind, line by line; `syntax` reads it, once; `manuscript` is what was
written, parts of text and figures in their order, the one source of all faces; a face (`teams`, and its neighbours) says it
for its place through a `dialect`, is cleaned by an allow-list of its own, knows its size, and has a `fingerprint` of exactly
what readers get. A picture's bytes are made (`images.scaled`) when they are sent or shown, and not before.

Called by the newsletter's job, the reader of issues and whoever shows an issue. Never knows a tenant or a clock.
"""
