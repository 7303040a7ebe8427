"""Tests of Body Scale."""
