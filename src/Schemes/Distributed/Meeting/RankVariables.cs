using System.Globalization;

namespace Schemes.Distributed.Meeting;

/// <summary>Environment variables by which launchers tell a process its place among the ranks.</summary>
internal static class RankVariables
{
    // The variables of torchrun, and those of launchers that do not set them: SLURM's srun, Open MPI's and MPICH's mpirun.
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["RANK"] = ["SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK"],
        ["WORLD_SIZE"] = ["SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE", "PMI_SIZE"],
        ["LOCAL_RANK"] = ["SLURM_LOCALID", "OMPI_COMM_WORLD_LOCAL_RANK", "MPI_LOCALRANKID"],
    };

    /// <summary>Value of one of torchrun's variables, or of what stands for it under another launcher; null if there is none.</summary>
    /// <param name="variable">Value of an environment variable, or null.</param>
    /// <param name="name">Name of torchrun's variable.</param>
    /// <remarks>
    /// A batch script of SLURM has SLURM's variables without being a rank. So these count only together with MASTER_ADDR,
    /// which the user has to set for ranks in any case.
    /// </remarks>
    public static string? Find(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } text ? text
        : variable("MASTER_ADDR") is { Length: > 0 } && Others.TryGetValue(name, out string[]? others)
            ? others.Select(variable).FirstOrDefault(value => value is { Length: > 0 })
            : null;

    /// <exception cref="FormatException">The variable is not set.</exception>
    public static string Text(Func<string, string?> variable, string name) => Find(variable, name) is { } text
        ? text
        : throw new FormatException(
            $"The environment variable {name} is not set; a launcher such as torchrun sets RANK, LOCAL_RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.");

    /// <exception cref="FormatException">The variable is not set, or not a number in the range.</exception>
    public static int Number(Func<string, string?> variable, string name, int least, int most)
    {
        string text = Text(variable, name);
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw new FormatException($"The environment variable {name} is '{text}'; a whole number from {least} to {most} is allowed.");
    }
}
