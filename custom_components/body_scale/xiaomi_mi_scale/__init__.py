"""The settings of xiaomi_mi_scale, taken over."""
