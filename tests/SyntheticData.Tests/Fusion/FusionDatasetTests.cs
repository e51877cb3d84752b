using Events;
using Events.Fred;
using Support;
using SyntheticData.Fusion;
using Yolov5;

namespace SyntheticData.Tests.Fusion;

public sealed class FusionDatasetTests : IDisposable
{
    private static readonly FusionDatasetOptions Tiny = new() { TrainSequences = 3, ValidationSequences = 2, Frames = 8, Width = 96 };

    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.File("fusion");

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void Two_runs_give_the_same_bytes_and_the_seed_changes_all()
    {
        FusionDataset.Ensure(Folder, Tiny);
        FusionDataset.Ensure(_temporary.File("again"), Tiny);
        FusionDataset.Ensure(_temporary.File("more"), Tiny with { TrainSequences = 4 });
        FusionDataset.Ensure(_temporary.File("other"), Tiny with { Seed = 2 });

        Dictionary<string, string> few = Contents(Folder), more = Contents(_temporary.File("more")), other = Contents(_temporary.File("other"));
        Assert.Equal(few, Contents(_temporary.File("again")));
        Assert.Superset(few.Keys.Where(IsFrame).ToHashSet(), more.Keys.ToHashSet());
        Assert.All(few.Keys.Where(IsFrame), name => Assert.Equal(few[name], more[name]));
        Assert.All(few.Keys.Where(static name => name.EndsWith(".raw", StringComparison.Ordinal)), name => Assert.NotEqual(few[name], other[name]));

        static bool IsFrame(string name) => Path.GetDirectoryName(name)!.Length > 0;
    }

    [Fact]
    public void It_is_read_as_pairs_with_labels_split_by_sequence()
    {
        FredDataset dataset = FredDataset.Read(FusionDataset.Ensure(Folder, Tiny with { Frames = 30, DropRate = 0.2f }));

        Assert.Equal(["train_0000", "train_0001", "train_0002", "val_0000", "val_0001"], dataset.Sequences.Select(static each => each.Name));
        Assert.Equal(2, dataset.Sequences.Count(static each => each.Split == FredSplit.Val));
        Assert.Empty(dataset.Unlisted);
        foreach (FredSequence sequence in dataset.Sequences)
        {
            // Where a frame of one camera is missing and the next one of the other, those that are left are neighbours within 33 ms.
            Assert.InRange(sequence.Samples.Count, 24, 30);
            Assert.InRange(sequence.Pairing.DualRate, 0.5, 0.99);
            Assert.InRange(sequence.Pairing.AverageDifference, 0.1, 3);
            Assert.All(sequence.Samples, static sample =>
            {
                Assert.NotNull(sample.LabelPath);
                Assert.InRange(File.ReadAllLines(sample.LabelPath).Length, 2, 5);
            });
        }

        Assert.Contains(dataset.Sequences, static sequence => sequence.Pairing.UnpairedEvents.Count > 0);
        Assert.Contains(dataset.Sequences, static sequence => sequence.Pairing.UnpairedRgb.Count > 0);
    }

    [Fact]
    public void Every_format_holds_the_same_events()
    {
        CdEvent[]? expected = null;
        foreach (EventFormat format in Enum.GetValues<EventFormat>())
        {
            string folder = FusionDataset.Ensure(_temporary.File(format.ToString()), Tiny with { TrainSequences = 1, ValidationSequences = 1, EventFormat = format });
            using EventReader reader = EventFile.Open(Path.Combine(folder, "val_0000", "Event", "events" + EventFile.Extension(format)));
            Assert.Equal(format, reader.Format);
            CdEvent[] events = new CdEvent[1_000_000];
            List<CdEvent> all = [];
            int count;
            while ((count = reader.Read(events)) > 0)
                all.AddRange(events.AsSpan(0, count));
            Assert.NotEmpty(all);
            expected ??= [.. all];
            Assert.Equal(expected, all);
        }
    }

    [Fact]
    public void Nights_have_the_share_that_is_asked_for()
    {
        FusionDataset.Ensure(Folder, Tiny with { TrainSequences = 4, NightShare = 1 });
        FusionDataset.Ensure(_temporary.File("days"), Tiny with { TrainSequences = 4, NightShare = 0 });

        // Without light a JPEG of noise is all that there is; a textured backdrop takes more.
        Assert.True(RgbBytes(Folder) < RgbBytes(_temporary.File("days")));

        static long RgbBytes(string folder) => Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Sum(static path => new FileInfo(path).Length);
    }

    [Fact]
    public void Wrong_options_are_named_and_a_cancelled_run_leaves_nothing()
    {
        Assert.Contains("Width is 10; allowed is 64 to 2048", Assert.Throws<InvalidInputException>(() => FusionDataset.Ensure(Folder, Tiny with { Width = 10 })).Message, StringComparison.Ordinal);
        Assert.Contains("DropRate is NaN", Assert.Throws<InvalidInputException>(() => FusionDataset.Ensure(Folder, Tiny with { DropRate = float.NaN })).Message, StringComparison.Ordinal);
        Assert.Contains("EventFormat is 9", Assert.Throws<InvalidInputException>(() => FusionDataset.Ensure(Folder, Tiny with { EventFormat = (EventFormat)9 })).Message, StringComparison.Ordinal);

        Assert.Throws<OperationCanceledException>(() => FusionDataset.Ensure(Folder, Tiny, cancellation: new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetDirectories(_temporary.Path));
    }

    private static Dictionary<string, string> Contents(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), static path => Convert.ToHexString(File.ReadAllBytes(path)));
}
