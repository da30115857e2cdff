"""Garment pictures, words and attributes: data, training and export of the models in models/knowledge."""
