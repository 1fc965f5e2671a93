"""The kernel that the services share: contracts, event log, relay, subscriptions, projections, web."""
