"""Long campaigns that prove the boundary mechanically, each with a make target and a result in benchmarks/results/."""
