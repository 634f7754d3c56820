"""The register of risks: matrices, appetite, controls, actions, reviews, effects in days and pounds, and issues."""
