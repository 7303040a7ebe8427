"""Intervals.icu: weight and body fat of a day, among its wellness data."""
