using Schemes.Distributed.Meeting;

namespace Schemes.Distributed;

/// <summary>Place of this process among the ranks that a launcher has started.</summary>
/// <param name="Rank">Number of the rank, from 0.</param>
/// <param name="LocalRank">Number among the ranks of its machine, from 0; it is the number of its GPU.</param>
/// <param name="WorldSize">Number of ranks.</param>
public sealed record LaunchedRank(int Rank, int LocalRank, int WorldSize)
{
    /// <summary>
    /// Reads RANK, LOCAL_RANK and WORLD_SIZE, as torchrun sets them; if MASTER_ADDR is set, also what srun (SLURM_PROCID,
    /// SLURM_LOCALID, SLURM_NTASKS) and mpirun (OMPI_COMM_WORLD_RANK ..., PMI_RANK ...) set.
    /// </summary>
    /// <returns>The place; null if no launcher has set WORLD_SIZE and RANK.</returns>
    /// <exception cref="FormatException">A variable is missing or has a value that is not allowed.</exception>
    public static LaunchedRank? FromEnvironment() => FromVariables(Environment.GetEnvironmentVariable);

    internal static LaunchedRank? FromVariables(Func<string, string?> variable)
    {
        if (RankVariables.Find(variable, "WORLD_SIZE") is null && RankVariables.Find(variable, "RANK") is null)
            return null;
        int worldSize = RankVariables.Number(variable, "WORLD_SIZE", 1, short.MaxValue);
        int rank = RankVariables.Number(variable, "RANK", 0, worldSize - 1);
        int local = RankVariables.Find(variable, "LOCAL_RANK") is null ? 0 : RankVariables.Number(variable, "LOCAL_RANK", 0, worldSize - 1);
        return new LaunchedRank(rank, local, worldSize);
    }
}
