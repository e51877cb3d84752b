using Schemes.Distributed;
using Schemes.Memory;
using Schemes.Optimizers;
using Schemes.Tests.Distributed;
using Schemes.Zero;
using Support;
using TorchSharp;
using static TorchSharp.torch;
using AdamW = Schemes.Optimizers.AdamW;
using Parameter = TorchSharp.Modules.Parameter;

namespace Schemes.Tests.Zero;

/// <summary>The formula against the bytes that the CPU's allocator counts; nothing may run beside it.</summary>
[Collection(nameof(ZeroMemoryTests))]
public class ZeroFormulaTests
{
    private const int Units = 4, Side = 256;
    private const long Matrices = (long)Units * Side * Side, Vectors = (long)Units * Side;

    // Rounding to 8 elements and to 512 bytes, and the padding of shares.
    private const double Tolerance = 0.05;

    public ZeroFormulaTests() => DeviceMemory.FreeUnreferenced();

    private static long Allocated => DeviceMemory.Statistics(CPU).Allocated;

    public static TheoryData<int, int, string> Cases
    {
        get
        {
            TheoryData<int, int, string> cases = [];
            foreach (int worldSize in (int[])[1, 2, 4])
            {
                for (int stage = 0; stage <= 3; stage++)
                    cases.Add(worldSize, stage, "sgd");
                cases.Add(worldSize, 3, "adamw");
            }

            return cases;
        }
    }

    [GlooTheory]
    [MemberData(nameof(Cases))]
    public void Every_rank_keeps_the_bytes_of_the_formula(int worldSize, int stage, string optimizer)
    {
        ZeroOptions? options = stage == 0 ? null : new ZeroOptions { Stage = stage };
        int moments = optimizer == "sgd" ? 1 : 2;
        ZeroMemory unsharded = ZeroFormula.BytesPerRank(Matrices, Vectors, null, 1, moments);
        ZeroMemory expected = ZeroFormula.BytesPerRank(Matrices, Vectors, options, worldSize, moments);
        (long All, long Inside, ZeroMemory? Counted, long Gathered)[] ranks = Ranks.Run(worldSize, group => Measure(group, options, optimizer));

        Assert.Equal((Matrices + Vectors) * 4 * (2 + moments), unsharded.Total);
        Near(expected.Total * worldSize, ranks[0].All);
        if (stage == 3)
            Near(unsharded.Total, ranks[0].All);
        foreach ((_, _, ZeroMemory? counted, long gathered) in ranks.Where(rank => rank.Counted is not null))
        {
            Near(expected.Parameters, counted!.Parameters);
            Near(expected.Gradients, counted.Gradients);
            Near(expected.OptimizerState, counted.OptimizerState);

            // One unit of four, and the next one, which is gathered meanwhile.
            Near(stage < 3 || worldSize == 1 ? 0 : 2 * unsharded.Parameters / Units, gathered);
        }

        // While a unit runs, it is there as a whole, and the next one; in a world of one nothing is gathered.
        if (stage == 3)
            Near((ranks[0].Counted!.Parameters + ranks[0].Gathered) * worldSize, ranks[0].Inside);
    }

    [Fact]
    public void Half_precision_under_stage_3_adds_a_master_copy_and_offloading_keeps_it_apart()
    {
        ZeroOptions half = new() { Stage = 3, ParameterType = ScalarType.BFloat16 };
        Assert.Equal(new ZeroMemory(((1000 * 2) + (80 * 4)) / 2, 1000 * 4 / 2, 1080 * 4 / 2, 1080 * 8 / 2), ZeroFormula.BytesPerRank(1000, 80, half, 2, moments: 2));
        Assert.Equal(new ZeroMemory(1080 * 4, 1080 * 4 / 4, 1080 * 4, 1080 * 4 / 4), ZeroFormula.BytesPerRank(1000, 80, new ZeroOptions { Stage = 1, Offload = Offload.Optimizer }, 4, moments: 1));
    }

    // Bytes of all ranks with the gradients of a second batch and the state of a first; and parameters alone while the second unit runs.
    private static (long All, long Inside, ZeroMemory? Counted, long Gathered) Measure(ProcessGroup group, ZeroOptions? options, string optimizer)
    {
        long before = Together(group, () => Allocated);
        Dictionary<string, Parameter> parameters = [];
        for (int i = 0; i < Units; i++)
        {
            parameters.Add($"{i}.weight", (Parameter)nn.Parameter(zeros(Side, Side)).DetachFromDisposeScope());
            parameters.Add($"{i}.bias", (Parameter)nn.Parameter(zeros(Side)).DetachFromDisposeScope());
        }

        ParameterGroup[] groups = [new("all", parameters.Select(entry => new NamedParameter(entry.Key, entry.Value)), 0.01, momentum: 0.9)];
        Optimizer Make(IReadOnlyList<ParameterGroup> over) => optimizer == "sgd" ? new Sgd(over) : new AdamW(over);
        using ZeroOptimizer? zero = options is null ? null : new ZeroOptimizer(
            [.. Enumerable.Range(0, Units).Select(i => new ZeroUnit($"{i}", [$"{i}.weight", $"{i}.bias"]))], groups, Make, options, group);
        using Optimizer? plain = zero is null ? Make(groups) : null;
        DataParallel? parallel = zero is null && group.WorldSize > 1 ? new DataParallel([[.. groups[0].Parameters]], group) : null;
        long inside = 0;
        Backward(watch: true);
        zero?.ReduceGradients();
        (plain ?? zero!.Optimizer).Step();
        zero?.Publish();
        (plain ?? zero!.Optimizer).ZeroGrad();
        Backward(watch: false);
        long after = Together(group, () => Allocated);
        ZeroMemory? counted = zero?.Memory;
        long gathered = zero?.GatheredBytes ?? 0;
        group.Barrier();
        foreach (Parameter parameter in parameters.Values)
            parameter.Dispose();
        return (after - before, inside - before, counted, gathered);

        void Backward(bool watch)
        {
            using DisposeScope scope = NewDisposeScope();
            using ZeroPass? pass = zero?.BeginPass();
            using DataParallelPass? parallelPass = parallel?.BeginPass(reduces: true);
            Tensor[] current = [ones(2, Side)];
            for (int i = 0; i < Units; i++)
            {
                int unit = i;
                Tensor[] Segment(Tensor[] inputs)
                {
                    if (watch && unit == 1 && options?.Stage == 3)
                        inside = Math.Max(inside, Together(group, () => Allocated));
                    return [nn.functional.linear(inputs[0], parameters[$"{unit}.weight"], parameters[$"{unit}.bias"])];
                }

                current = zero is null ? Segment(current) : zero.Run(i, Segment, current);
            }

            current[0].sum().Backward();
            pass?.Complete();
            parallelPass?.Complete();
        }
    }

    // A figure that is read while all ranks, threads of this process, stand still.
    private static long Together(ProcessGroup group, Func<long> read)
    {
        group.Barrier();
        long value = read();
        group.Barrier();
        return value;
    }

    private static void Near(long expected, long actual) => Assert.InRange(actual, expected * (1 - Tolerance), (expected * (1 + Tolerance)) + 4096);
}
