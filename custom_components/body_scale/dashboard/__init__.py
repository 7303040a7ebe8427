"""What dashboards are told: answers made of what the household has in memory, or in its journal."""
