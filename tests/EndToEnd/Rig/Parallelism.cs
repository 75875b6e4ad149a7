// Each class starts processes of its own, some of them clusters with a database: more side by side than this would measure
// each other, however many processors there are.
[assembly: Xunit.v3.Parallelization(MaxThreads = 2)]
