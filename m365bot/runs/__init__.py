"""When and how durably a run is done: schedule, leases, approvals, carrying out."""
