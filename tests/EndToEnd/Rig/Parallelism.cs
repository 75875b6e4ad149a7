// Each class starts processes of its own, some of them clusters with a database: more side by side than this would measure
// each other, however many processors there are.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
