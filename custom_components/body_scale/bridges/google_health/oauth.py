"""What is asked of Google's authorization server: to write measurements, and nothing else."""

AUTHORIZE_URL = "https://accounts.google.com/o/oauth2/v2/auth"
TOKEN_URL = "https://oauth2.googleapis.com/token"  # noqa: S105
SCOPE = "https://www.googleapis.com/auth/googlehealth.health_metrics_and_measurements.writeonly"

GUIDE = "https://github.com/body-scale/body-scale/blob/main/docs/google-health.md"
API_PAGE = "https://console.cloud.google.com/apis/library/health.googleapis.com"
AUDIENCE_PAGE = "https://console.cloud.google.com/auth/audience"
CREDENTIALS_PAGE = "https://console.cloud.google.com/auth/clients"
