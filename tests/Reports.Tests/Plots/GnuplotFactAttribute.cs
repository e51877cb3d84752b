namespace Reports.Tests.Plots;

/// <summary>A test that draws with gnuplot; skipped by name where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GnuplotFactAttribute : FactAttribute
{
    public GnuplotFactAttribute()
    {
        bool installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "gnuplot")));
        if (!installed)
            Skip = "needs gnuplot (apt-get install gnuplot-nox)";
    }
}
