// Live tensors and nodes are counted for the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
