"""Two public benchmarks of others, run against this gateway as they are."""
