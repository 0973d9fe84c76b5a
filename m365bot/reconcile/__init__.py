"""The flow, generic over resources: observe, plan, guard, apply."""
