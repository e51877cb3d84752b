using Xunit.Sdk;
using Xunit.v3;

// Live tensors and nodes are counted for the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
