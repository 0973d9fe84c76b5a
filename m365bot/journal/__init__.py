"""What the bot did: runs, changes, posts, approvals. Types and rules; the database stores them."""
