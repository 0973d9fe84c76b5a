"""The way in: requests taken apart, routed, throttled, spoiled, logged. Knows no area of Graph."""
