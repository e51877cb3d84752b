using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Reports.Charts;

namespace Reports.Plots;

/// <summary>The charts of runs as PNG files, one per chart, and as one PDF; drawn by gnuplot.</summary>
public static class PlotFiles
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(120);

    /// <summary>Draws the charts into <paramref name="folder"/>.</summary>
    /// <param name="input">The runs.</param>
    /// <param name="folder">Where the files go.</param>
    /// <param name="notice">Why there are no plots, where there are none; otherwise <see langword="null"/>.</param>
    /// <param name="program">The gnuplot to run.</param>
    /// <returns>The files that were written.</returns>
    /// <exception cref="ReportException">The folder cannot be written to.</exception>
    public static IReadOnlyList<string> Write(ReportInput input, string folder, out string? notice, string program = "gnuplot")
    {
        ArgumentNullException.ThrowIfNull(input);
        IReadOnlyList<Chart> charts = RunCharts.Build(input.Runs);
        if (charts.Count == 0)
        {
            notice = "No plots: no case was measured.";
            return [];
        }

        string work = Path.Combine(folder, $".plots-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(work);
            notice = Run(program, Script(charts, work));
            if (notice is not null)
                return [];
            List<string> files = [];
            foreach (string drawn in Directory.GetFiles(work).Order(StringComparer.Ordinal))
            {
                string target = Path.Combine(folder, Path.GetFileName(drawn));
                File.Move(drawn, target, overwrite: true);
                files.Add(target);
            }

            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ReportException($"The plots cannot be written to {folder}: {exception.Message}", exception);
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    private static string Script(IReadOnlyList<Chart> charts, string folder)
    {
        StringBuilder script = new("set encoding utf8\n");
        for (int i = 0; i < charts.Count; i++)
        {
            GnuplotScript.Terminal(script, "pngcairo", Path.Combine(folder, charts[i].Id + ".png"));
            GnuplotScript.Append(script, charts[i], i);
        }

        GnuplotScript.Terminal(script, "pdfcairo", Path.Combine(folder, "plots.pdf"));
        for (int i = 0; i < charts.Count; i++)
            GnuplotScript.Append(script, charts[i], i);
        return script.Append("set output\n").ToString();
    }

    /// <returns>What went wrong, or <see langword="null"/>.</returns>
    private static string? Run(string program, string script)
    {
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(program, ["-"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            UseShellExecute = false,
        };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return $"No plots: {program} is not installed (apt-get install gnuplot-nox). The tables and the HTML page have the same figures.";
        }

        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        try
        {
            process.StandardInput.Write(script);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended early; its own words below say why.
        }

        if (!process.WaitForExit(TimeLimit))
        {
            process.Kill(entireProcessTree: true);
            return string.Create(CultureInfo.InvariantCulture, $"No plots: {program} did not end within {TimeLimit.TotalSeconds} s.");
        }

        Task.WaitAll(errors, output);
        return process.ExitCode == 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"No plots: {program} ended with {process.ExitCode}: {FirstLine(errors.Result)}");
    }

    private static string FirstLine(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no message";
}
