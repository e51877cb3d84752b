// A rank as a process of its own, started with the variables that torchrun sets. Adds up tensors of COUNT elements STEPS
// times and writes a line a step. Exit code 0, 3 where a collective failed (its message on standard error), else 1.
// Usage: RankProgram COUNT STEPS
using System.Globalization;
using Schemes.Distributed;
using static TorchSharp.torch;

long count = long.Parse(args[0], CultureInfo.InvariantCulture);
int steps = int.Parse(args[1], CultureInfo.InvariantCulture);
try
{
    using ProcessGroup group = ProcessGroup.FromEnvironment(TimeSpan.FromSeconds(120));
    using Tensor values = empty(count);
    for (int step = 0; step < steps; step++)
    {
        values.fill_(group.Rank + step);
        group.AllReduce(values);
        float expected = (group.WorldSize * (group.WorldSize - 1) / 2) + (group.WorldSize * step);
        if (values.min().item<float>() != expected || values.max().item<float>() != expected)
            return 1;
        Console.WriteLine(step);
    }

    group.Barrier();
    return 0;
}
catch (CollectiveException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 3;
}
