"""Every service's contract."""

from shared.contracts import agreements, catalog, followup, registration

CONTRACTS = {contract.service: contract for contract in (
    registration.CONTRACT, catalog.CONTRACT, agreements.CONTRACT, followup.CONTRACT
)}  # fmt: skip
