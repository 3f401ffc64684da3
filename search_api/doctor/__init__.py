"""What ``policy-search doctor`` looks at."""
