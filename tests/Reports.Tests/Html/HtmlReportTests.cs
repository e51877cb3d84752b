using System.Text.RegularExpressions;
using Reports.Html;
using Reports.Json;
using Reports.Model;
using Support;

namespace Reports.Tests.Html;

public class HtmlReportTests
{
    private const string Hostile = "</script><img src=x onerror=alert(1)>\"'&\u2028|`*_[x](y)";

    [Fact]
    public void Every_section_is_there()
    {
        string html = HtmlReport.Render(ReportInput.Of(SampleRuns.Typical()));
        foreach (string id in new[] { "recommendation", "cases", "charts", "timeline", "claims", "environment" })
            Assert.Contains($"<section id=\"{id}\"", html, StringComparison.Ordinal);
        Assert.Contains("mixed_optimization", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_fetched_from_outside()
    {
        string html = HtmlReport.Render(ReportInput.Of(SampleRuns.Typical()));
        Assert.DoesNotMatch(new Regex("<(script|link|img|iframe)[^>]+(src|href)=\"(?!data:)", RegexOptions.IgnoreCase), html);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_outside_stays_text()
    {
        BenchmarkRun run = SampleRuns.Typical();
        run = run with
        {
            RunId = Hostile,
            CommandLine = Hostile,
            Environment = run.Environment with { DeviceName = Hostile },
            Workload = run.Workload with { Dataset = Hostile, Model = Hostile },
            Cases = [.. run.Cases.Select(c => c with
            {
                Benchmark = c.Benchmark + Hostile,
                Scheme = c.Scheme! with { Id = c.Scheme.Id + Hostile, Name = c.Scheme.Name + Hostile },
                Message = Hostile,
                MemoryTimeline = c.MemoryTimeline is null ? null : c.MemoryTimeline with { PeakModule = Hostile, Points = [.. c.MemoryTimeline.Points.Select(p => p with { Phase = Hostile })] },
            })],
        };
        string html = HtmlReport.Render(new ReportInput { Runs = [run, run], Baseline = run });
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        int scripts = Regex.Count(html, "<script", RegexOptions.IgnoreCase);
        Assert.Equal(scripts, Regex.Count(html, "</script", RegexOptions.IgnoreCase));
        Assert.Equal(3, scripts);
    }

    [Fact]
    public void A_thousand_cases_of_fifty_iterations_make_a_page_of_bounded_size()
    {
        BenchmarkRun run = Large();
        string json = RunJson.ToJson(run);
        string html = HtmlReport.Render(ReportInput.Of(RunJson.Parse(json, "large")));
        Assert.True(html.Length < 6_000_000, $"{html.Length} characters");
    }

    [Fact]
    public void A_run_without_any_measurement_still_makes_a_page()
    {
        BenchmarkRun run = SampleRuns.Run("empty", []);
        Assert.Contains("No recommendation", HtmlReport.Render(ReportInput.Of(run)), StringComparison.Ordinal);
        run = SampleRuns.Run("failed", [new CaseResult { Benchmark = "A.B", Status = CaseStatus.Failed, Message = "wrong shape" }]);
        Assert.Contains("wrong shape", HtmlReport.Render(ReportInput.Of(run)), StringComparison.Ordinal);
    }

    internal static BenchmarkRun Large()
    {
        Random random = new(5);
        List<CaseResult> cases = [];
        for (int scheme = 0; scheme < 20; scheme++)
        {
            for (int batch = 1; batch <= 50; batch++)
            {
                double[] times = SampleRuns.Times(random, (0.02 + (batch * 0.01)) * (1 + (scheme * 0.03)), 50);
                CaseResult item = SampleRuns.Simple(scheme == 0 ? "baseline" : $"scheme_{scheme}", batch, times, (300L + (batch * 90) - scheme) << 20, 0.4 + (random.NextDouble() * 0.01));
                cases.Add(item with
                {
                    Accuracy = item.Accuracy! with { LossCurve = [.. Enumerable.Range(0, 200).Select(i => new LossPoint { Iteration = i, Total = 3 - (0.01 * i) })] },
                    MemoryTimeline = new MemoryTimeline
                    {
                        Points = [.. Enumerable.Range(0, 500).Select(i => new MemoryPoint { TSeconds = i * 1e-4, AllocatedBytes = (100 + random.Next(900)) << 20, Phase = i < 250 ? "forward" : "backward" })],
                    },
                });
            }
        }

        return SampleRuns.Run("large", cases);
    }
}
