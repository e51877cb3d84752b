using Schemes;

namespace Benchmarks.Commands.InTurn;

/// <summary>Options of a measurement of two versions in turn.</summary>
internal sealed record InTurnOptions
{
    /// <summary>Network: n, s, m, l or x.</summary>
    public required string Model { get; init; }

    /// <summary>Side of the square images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Schemes; both versions must know them.</summary>
    public required IReadOnlyList<Scheme> Schemes { get; init; }

    /// <summary>Images a step.</summary>
    public required IReadOnlyList<int> BatchSizes { get; init; }

    /// <summary><c>cpu</c> or <c>cuda:0</c>.</summary>
    public required string Device { get; init; }

    /// <summary>libtorch's threads on the CPU.</summary>
    public required int Threads { get; init; }

    /// <summary>Pairs of steps of each case.</summary>
    public required int Iterations { get; init; }

    /// <summary>Fresh pairs of processes that they are spread over.</summary>
    public required int Launches { get; init; }

    /// <summary>Steps of each process before the measured ones.</summary>
    public required int Warmup { get; init; }
}
