// Tests count live tensors and seed the one generator there is: they run one after another.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
