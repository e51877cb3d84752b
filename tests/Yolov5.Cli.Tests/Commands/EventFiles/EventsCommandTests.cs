using System.Text;
using System.Text.Json.Nodes;
using Events;
using Events.Fred;
using Support;

namespace Yolov5.Cli.Tests.Commands.EventFiles;

public sealed class EventsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_goes_through_every_format_and_is_described()
    {
        string first = _folder.File("a.csv"), last = first;
        File.WriteAllText(first, "%geometry:64,48\nx,y,p,t\n" + string.Concat(Enumerable.Range(0, 500).Select(static i => $"{i % 64},{i % 48},{i % 3 % 2},{1000 + i * 7}\n")));
        foreach (string format in new[] { "evt2", "evt21", "evt3", "dat", "npz", "csv" })
        {
            string next = _folder.File("to." + format);
            Assert.Contains("500 events of 64x48", Run("events", "convert", last, "--output", next, "--format", format), StringComparison.Ordinal);
            last = next;
        }

        Assert.Equal(File.ReadAllText(first), File.ReadAllText(last));
        string output = Run("events", "info", _folder.File("to.evt3"), "--json", _folder.File("info.json"));
        Assert.Contains("EVT3", output, StringComparison.Ordinal);
        Assert.Contains("64x48", output, StringComparison.Ordinal);
        JsonNode info = JsonNode.Parse(File.ReadAllText(_folder.File("info.json")))!;
        Assert.Equal((500, 1000, 1000 + 499 * 7), ((int)info["events"]!, (int)info["first_us"]!, (int)info["last_us"]!));
        Run("events", "convert", first, "--output", _folder.File("zero.raw"), "--start-at-zero");
        Assert.Contains("time     0 to 3493 microseconds", Run("events", "info", _folder.File("zero.raw")), StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_of_each_kind_are_made()
    {
        string file = _folder.File("a.csv");
        File.WriteAllText(file, "x,y,p,t\n1,2,1,0\n3,4,0,40000\n5,6,1,90000\n");

        Assert.Contains("3 frames of 3 events", Run("events", "frames", file, "--size", "16x8", "--output", _folder.File("counts")), StringComparison.Ordinal);
        Run("events", "frames", file, "--size", "16x8", "--output", _folder.File("surface"), "--kind", "surface", "--decay", "5");
        Run("events", "frames", file, "--size", "16x8", "--output", _folder.File("voxels"), "--kind", "voxels", "--bins", "3", "--window", "100");

        Assert.Equal(["frame_100000.png", "frame_33333.png", "frame_66667.png"], Directory.GetFiles(_folder.File("counts")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(3, Directory.GetFiles(_folder.File("surface")).Length);
        NpyFile voxels = NpyFile.Read(_folder.File("voxels/frame_100000.npy"));
        Assert.Equal([3, 8, 16], voxels.Shape);
        Assert.Equal(1, voxels.Single().Sum(), 1e-6);
    }

    [Fact]
    public void A_fusion_data_set_is_drawn_and_its_pairs_are_reported()
    {
        string output = Run("dataset", "create", _folder.File("fusion"), "--fusion", "--train-sequences", "2", "--val-sequences", "1", "--frames", "6", "--width", "64", "--event-format", "dat");

        Assert.Contains("train: 2 sequences, 12 samples, dual_rate", output, StringComparison.Ordinal);
        Assert.Equal(3, FredDataset.Read(_folder.File("fusion")).Sequences.Count);
        Assert.True(File.Exists(_folder.File("fusion/val_0000/Event/events.dat")));
    }

    [Theory]
    [InlineData("events", "events: a verb is expected: info, convert, frames.")]
    [InlineData("events info FILE", "FILE, line 2: x is 'oops'; a whole number from 0 to 16383 is expected.")]
    [InlineData("events info none.raw", "none.raw cannot be read")]
    [InlineData("events info FILE --size 10", "--size: the size of the sensor is '10'; WIDTHxHEIGHT")]
    [InlineData("events convert FILE --output OUT.bin", "the ending .raw, .dat, .csv or .npz is expected")]
    [InlineData("events convert FILE --output OUT.raw", "does not name the size of its sensor; give it, such as --size 1280x720")]
    [InlineData("events frames FILE --size 9x9 --output OUT --kind voxels --decay 3", "--decay with --kind voxels: it is for surface")]
    [InlineData("events frames FILE --size 9x9 --output OUT --full-count 0", "--full-count 0: at least 1 is expected")]
    [InlineData("events frames FILE --size 9x9 --output OUT --window 0", "The length of a window is 0 microseconds")]
    [InlineData("dataset create OUT", "--names: class names separated by commas")]
    [InlineData("dataset create OUT --names a --frames 3", "--frames: it is for --fusion")]
    [InlineData("dataset create OUT --fusion --names a", "--names with --fusion")]
    [InlineData("dataset create OUT --fusion --width 3", "Width is 3; allowed is 64 to 2048")]
    public void A_mistake_is_one_line_and_exit_code_2(string arguments, string complaint)
    {
        string file = _folder.File("bad.csv");
        File.WriteAllText(file, "x,y,p,t\noops,1,1,1\n", Encoding.ASCII);

        (int exitCode, string output, string error) = DotnetProgram.Run("yolo5.dll", arguments.Replace("FILE", file, StringComparison.Ordinal).Replace("OUT", _folder.File("out"), StringComparison.Ordinal).Split(' '));

        Assert.Equal(2, exitCode);
        Assert.Contains(complaint.Replace("FILE", file, StringComparison.Ordinal), error, StringComparison.Ordinal);
        Assert.Single((output + error).Trim().Split('\n'));
    }

    private static string Run(params string[] arguments)
    {
        (int exitCode, string output, string error) = DotnetProgram.Run("yolo5.dll", arguments);
        Assert.True(exitCode == 0, output + error);
        return output;
    }
}
