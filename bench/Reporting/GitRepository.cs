using System.Diagnostics;

namespace Benchmarks.Reporting;

/// <summary>Queries git about a folder; every answer is null if there is no git or no repository.</summary>
internal static class GitRepository
{
    /// <summary>The full name of a commit.</summary>
    /// <param name="folder">A folder of the repository.</param>
    /// <param name="reference">A commit, branch or tag.</param>
    public static string? Commit(string folder, string reference = "HEAD") => Git(folder, "rev-parse", "--verify", "--quiet", reference + "^{commit}");

    /// <summary>True if the folder's sources differ from the commit that is checked out.</summary>
    public static bool? IsDirty(string folder) => Git(folder, "status", "--porcelain") is { } changes ? changes.Length > 0 : null;

    private static string? Git(string folder, params string[] arguments)
    {
        try
        {
            using Process? git = Process.Start(new ProcessStartInfo("git", arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
            });
            string? output = git?.StandardOutput.ReadToEnd().Trim();
            git?.WaitForExit();
            return git?.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
