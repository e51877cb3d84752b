using System.Globalization;

namespace Schemes.Distributed.Meeting;

/// <summary>Environment variables by which launchers tell a process its place among the ranks.</summary>
internal static class RankVariables
{
    /// <exception cref="FormatException">The variable is not set.</exception>
    public static string Text(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 } text
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
