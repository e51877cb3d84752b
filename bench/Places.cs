namespace Benchmarks;

/// <summary>Folders of the suite: below the root of the repository, or below the current folder for a published suite.</summary>
internal static class Places
{
    /// <summary>The root.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs, their histories, committed baselines and references.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    /// <summary>Committed baselines.</summary>
    public static string Baselines => Path.Combine(Artifacts, "baselines");

    /// <summary>Data sets.</summary>
    public static string Datasets => Path.Combine(Root, "datasets");

    /// <summary>Warm starts.</summary>
    public static string WarmStarts => Path.Combine(Datasets, "warm-starts");

    /// <summary>Results of accuracy passes.</summary>
    public static string Accuracies => Path.Combine(Datasets, "accuracies");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Benchmarks.slnx")))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
