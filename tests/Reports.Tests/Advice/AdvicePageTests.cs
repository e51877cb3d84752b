using Reports.Advice;
using Reports.Json;
using Reports.Model;

namespace Reports.Tests.Advice;

public class AdvicePageTests
{
    private static readonly AdviceResult Proven = new()
    {
        StartedUtc = new DateTimeOffset(2025, 3, 1, 14, 22, 33, TimeSpan.Zero),
        CommandLine = "./bench.sh advise --model n",
        Environment = SampleRuns.Typical().Environment,
        Settings = "yolov5n, 320 px, batch 8",
        Images = 128,
        ValidationImages = 64,
        Bottleneck = Bottleneck.Loading,
        Reason = "waiting for data 60% of an epoch.",
        Now = new EpochTime(6, 3, 0.5, 0.5),
        NowInterval = new Interval(9.5, 10.5),
        Changed = new EpochTime(0.5, 3, 0.1, 0.5),
        ChangedInterval = new Interval(4, 4.2),
        Advice = "--cache ram --eval-period 5",
        Gain = 0.59,
        GainInterval = new Interval(0.55, 0.63),
        Candidates =
        [
            new AdviceCandidate { Options = "--workers 4", Time = new EpochTime(6.1, 3, 0.5, 0.5), Gain = -0.01 },
            new AdviceCandidate { Options = "--cache ram", Time = new EpochTime(0.5, 3, 0.5, 0.5), Gain = 0.55, IsAdvised = true, Note = "from the second epoch on" },
        ],
        Facts = [new AdviceFact("loading alone, 2 workers", "21.0 images/s <script>")],
        Proof = new AdviceProof
        {
            Images = 128,
            ValidationImages = 64,
            Now = new EpochTime(6.2, 3.1, 0.5, 0.4),
            Changed = new EpochTime(0.6, 3.1, 0.1, 0.4),
            NowSeconds = [10.2, 10.2],
            ChangedSeconds = [4.2, 4.2],
            Gain = 0.588,
            PredictedGain = 0.59,
        },
    };

    [Fact]
    public void The_page_has_the_limit_the_advice_the_bars_the_candidates_and_the_proof()
    {
        string html = AdvicePage.Of(Proven).Render();
        foreach (string text in (string[])[
            "loading limits it", "Change: --cache ram --eval-period 5.", "59.0% less [55.0%, 63.0%]", "58.8% less, predicted were 59.0%",
            "id=\"plot-epoch-parts\"", "id=\"plot-gains\"", "from the second epoch on", "In each group from the left: now; changed, predicted; now, measured; changed, measured."])
            Assert.Contains(text, html, StringComparison.Ordinal);
        Assert.DoesNotContain("images/s <script>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html.Split("<script")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Candidates_stand_in_the_order_of_their_gain() =>
        Assert.Equal(["--cache ram", "--workers 4"], AdviceText.Candidates(Proven).Rows.Select(row => row[0].Text));

    [Fact]
    public void The_parts_have_a_sum()
    {
        string text = AdviceText.Of(Proven);
        Assert.Contains("Bottleneck: loading. waiting for data 60% of an epoch.", text, StringComparison.Ordinal);
        Assert.Equal([6, 3, 0.5, 0.5, 10], AdviceText.Parts(Proven).Rows.Select(row => row[1].Sort!.Value));
    }

    [Fact]
    public void Where_nothing_is_worth_it_nothing_is_advised()
    {
        AdviceResult fine = Proven with { Changed = null, Advice = "", Gain = 0, Proof = null };
        Assert.Contains("no change that was considered saves more than the measurement varies", AdviceText.Recommendation(fine), StringComparison.Ordinal);
        Assert.DoesNotContain("Change: --", AdvicePage.Of(fine).Render(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_file_holds_the_same()
    {
        string json = AdviceJson.ToJson(Proven);
        using Support.TemporaryFolder folder = new();
        File.WriteAllText(folder.File("advice.json"), json);
        Assert.Equal(json, AdviceJson.ToJson(AdviceJson.Read(folder.File("advice.json"))));
        Assert.Contains("\"bottleneck\": \"loading\"", json, StringComparison.Ordinal);
    }
}
