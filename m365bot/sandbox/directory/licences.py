"""The one licence that everybody of the practice tenant has: Office 365 E3, as far as anybody asks.

Shown by the handlers of users. Ids and names are those of Microsoft's list of plans (docs/facts.md licences.plans).
"""

from typing import Any

_PLANS = {
    "TEAMS1": "57ff2da0-773e-42df-b2af-ffb7a2317929",
    "SHAREPOINTENTERPRISE": "5dbe027f-2339-4123-9542-606e4d348a72",
    "EXCHANGE_S_ENTERPRISE": "efb87545-963c-4e0d-99df-69c6916d9eb0",
}
OFFICE: dict[str, Any] = {
    "id": "licence-office-365-e3",
    "skuId": "6fd2c87f-b296-42f0-b197-1e91e994b900",
    "skuPartNumber": "ENTERPRISEPACK",
    "servicePlans": [
        {
            "servicePlanId": key,
            "servicePlanName": name,
            "provisioningStatus": "Success",
            "appliesTo": "User",
        }
        for name, key in _PLANS.items()
    ],
}
