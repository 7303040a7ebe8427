"""The answers that dashboards get, made of what the household has in memory, or in its journal."""
