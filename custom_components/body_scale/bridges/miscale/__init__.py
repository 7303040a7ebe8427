"""The topics and messages of xiaomi_mi_scale."""
