using System.Text.Json;
using Reports.Json;
using Reports.Model;
using Support;

namespace Reports.Tests.Json;

public class RunJsonTests
{
    [Fact]
    public void A_run_reads_back_as_it_was()
    {
        using TemporaryFolder folder = new();
        string path = folder.File("deep/run.json");
        BenchmarkRun run = SampleRuns.Typical();
        RunJson.Write(run, path);
        BenchmarkRun read = RunJson.Read(path);
        Assert.Equal(RunJson.ToJson(run), RunJson.ToJson(read));
        Assert.Equal(run.Cases[1].IterationTimesSeconds, read.Cases[1].IterationTimesSeconds);
        Assert.Contains(read.Cases.SelectMany(c => c.Accuracy?.LossCurve ?? []), p => double.IsNaN(p.Total));
        Assert.Equal(["run.json"], Directory.GetFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName));
    }

    [Fact]
    public void Names_are_snake_case_and_the_schema_is_named()
    {
        using JsonDocument document = JsonDocument.Parse(RunJson.ToJson(SampleRuns.Typical()));
        JsonElement root = document.RootElement;
        Assert.Equal(1, root.GetProperty("schema_version").GetInt32());
        JsonElement item = root.GetProperty("cases")[4];
        Assert.Equal("mixed_precision", item.GetProperty("scheme").GetProperty("id").GetString());
        Assert.Equal("ok", item.GetProperty("status").GetString());
        Assert.Equal(30, item.GetProperty("iteration_times_seconds").GetArrayLength());
        Assert.True(item.GetProperty("accuracy").TryGetProperty("map50_95", out _));
        Assert.True(item.GetProperty("statistics").TryGetProperty("ci95", out _));
        Assert.Equal("oom", root.GetProperty("cases")[3].GetProperty("status").GetString());
        AssertSnakeCase(root);

        static void AssertSnakeCase(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    Assert.Matches("^[a-z0-9_]+$", property.Name);
                    AssertSnakeCase(property.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement child in element.EnumerateArray())
                    AssertSnakeCase(child);
            }
        }
    }

    [Fact]
    public void The_schema_document_names_every_field()
    {
        string text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "run-json.md"));
        HashSet<string> names = [];
        using JsonDocument document = JsonDocument.Parse(RunJson.ToJson(Everything()));
        Collect(document.RootElement);
        Assert.True(names.Count > 70);
        Assert.DoesNotContain(names, n => !text.Contains($"`{n}`", StringComparison.Ordinal));

        void Collect(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    names.Add(property.Name);
                    if (property.Name != "parameters")
                        Collect(property.Value);
                }
            }
            else if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement child in element.EnumerateArray())
                    Collect(child);
            }
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  \n", "is empty")]
    [InlineData("{", "not the complete JSON of a run")]
    [InlineData("[1]", "not the complete JSON of a run: holds a list")]
    [InlineData("null", "not the complete JSON of a run: holds null")]
    [InlineData("{\"schema_version\": \"1\"}", "schema_version is \"1\"; a whole number from 1")]
    [InlineData("{\"schema_version\": 0}", "schema_version is 0; a whole number from 1")]
    [InlineData("{\"schema_version\": 2, \"surprise\": true}", "newer version of this suite (schema 2; this one reads up to 1)")]
    [InlineData("{\"schema_version\": 1}", "run_id")]
    [InlineData("{\"schema_version\": 1e99}", "schema_version is 1e99; a whole number from 1")]
    public void A_text_that_is_not_a_run_is_refused_with_the_reason(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => RunJson.Parse(text, "file.json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[0.1, -1]", "[1] is -1")]
    [InlineData("[0]", "[0] is 0")]
    [InlineData("[\"NaN\"]", "[0] is NaN")]
    [InlineData("[\"x\"]", "list of numbers")]
    [InlineData("[null]", "list of numbers")]
    [InlineData("7", "list of numbers")]
    [InlineData("[[1]]", "list of numbers")]
    public void Impossible_times_are_refused(string times, string expected)
    {
        string json = RunJson.ToJson(SampleRuns.Run("one", [SampleRuns.Simple("baseline", 8, [0.125])])).Replace("[0.125]", times, StringComparison.Ordinal);
        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => RunJson.Parse(json, "file.json")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(4, 0)]
    [InlineData(5, -2)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void Processes_that_are_not_those_of_the_times_are_refused(params int[] counts)
    {
        CaseResult item = SampleRuns.Simple("baseline", 8, [0.1, 0.2, 0.3]) with { IterationsPerProcess = counts };
        string json = RunJson.ToJson(SampleRuns.Run("one", [item]));
        Assert.Contains("iterations_per_process is [", Assert.Throws<InvalidInputException>(() => RunJson.Parse(json, "file.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_times_of_each_process_are_found_again()
    {
        CaseResult item = SampleRuns.Simple("baseline", 8, [0.1, 0.2, 0.3]) with { IterationsPerProcess = [1, 2] };
        CaseResult read = RunJson.Parse(RunJson.ToJson(SampleRuns.Run("one", [item])), "file.json").Cases[0];
        Assert.Equal([[0.1], [0.2, 0.3]], read.Processes);
    }

    [Fact]
    public void The_same_case_twice_is_refused()
    {
        CaseResult item = SampleRuns.Simple("baseline", 8, [0.1]);
        string json = RunJson.ToJson(SampleRuns.Run("one", [item, item]));
        Assert.Contains("is there twice", Assert.Throws<InvalidInputException>(() => RunJson.Parse(json, "file.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_cannot_be_read_are_named()
    {
        using TemporaryFolder folder = new();
        Assert.Contains("there is no such file", Assert.Throws<InvalidInputException>(() => RunJson.Read(folder.File("none.json"))).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<InvalidInputException>(() => RunJson.Read(folder.Path)).Message, StringComparison.Ordinal);
        string binary = folder.File("binary.json");
        File.WriteAllBytes(binary, [0xff, 0xfe, 0x00, 0xd8]);
        Assert.Throws<InvalidInputException>(() => RunJson.Read(binary));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_leaves_nothing()
    {
        using TemporaryFolder folder = new();
        string blocked = folder.File("target");
        Directory.CreateDirectory(blocked);
        Assert.Throws<InvalidInputException>(() => RunJson.Write(SampleRuns.Run("x", []), blocked));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Mutated_files_end_in_a_run_or_in_the_projects_exception()
    {
        Random random = new(17);
        string json = RunJson.ToJson(SampleRuns.Run("fuzz", [.. SampleRuns.Typical(iterations: 3).Cases.Take(2).Select(c => c with { MemoryTimeline = null })]));
        int refused = 0;
        for (int i = 0; i < 3000; i++)
        {
            char[] text = json.ToCharArray();
            for (int k = random.Next(1, 4); k > 0; k--)
                text[random.Next(text.Length)] = "{}[]\",:0-9eE.nulltrue\\ \0"[random.Next(24)];
            string mutated = new string(text)[..(random.Next(4) == 0 ? random.Next(text.Length) : text.Length)];
            try
            {
                BenchmarkRun run = RunJson.Parse(mutated, "fuzz.json");
                if (i % 50 == 0)
                    Reports.Html.HtmlReport.Render(ReportInput.Of(run));
            }
            catch (InvalidInputException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 300, 3000);
    }

    private static BenchmarkRun Everything()
    {
        BenchmarkRun run = SampleRuns.Typical();
        return run with
        {
            Cases = [.. run.Cases.Select(c => c with
            {
                Message = "m",
                Parameters = new Dictionary<string, string> { ["Workers"] = "2" },
                Scheme = c.Scheme! with { Name = "n", Order = 1, Offload = "none" },
                DeviceSamples = [new DeviceSample { TSeconds = 0, Utilization = 1, UsedBytes = 1, TemperatureCelsius = 50, PowerWatts = 100 }],
                Accuracy = c.Accuracy is null ? null : c.Accuracy with
                {
                    Passes = [new AccuracyPass { Seed = 1, Map50 = 0.1, Map50To95 = 0.1 }],
                    LossCurve = [new LossPoint { Iteration = 0, Total = 1, Box = 1, Objectness = 1, Classification = 1 }],
                },
            })],
        };
    }
}
