// Each class runs silos, servers and crawls of its own: more side by side than this, on whatever machine, and they
// slow one another beyond what their deadlines allow for.
[assembly: Parallelization(MaxThreads = 2)]
