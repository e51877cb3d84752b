using Support;
using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data.Pairs;

/// <summary>Folders of sequences of two cameras as samples.</summary>
public sealed class PairScannerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PairScannerTests()
    {
        // Times in milliseconds: 0, 33, 66 are pairs with differences of 0, 2 and 3; 100 is an RGB frame alone, 400 an event frame alone.
        AddFrames("flight", "PADDED_RGB", "RGB_YOLO", 0, 33, 66, 100);
        AddFrames("flight", "Event/Frames", "Event_YOLO", 0, 35, 69, 400);
        AddFrames("hover", "PADDED_RGB", "RGB_YOLO", 0, 33);
        AddFrames("hover", "Event/Frames", "Event_YOLO", 0, 33);
        File.WriteAllText(_folder.File("train.txt"), "flight\n");
        File.WriteAllText(_folder.File("val.txt"), "hover\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_frame_is_in_one_sample_and_the_counts_say_so()
    {
        DatasetScan train = Scan(new PairOptions { Tolerance = 20 }), validation = Scan(new PairOptions { Tolerance = 20 }, DatasetSplit.Val);

        string[] used = [.. train.Entries.SelectMany(entry => new[] { entry.Frames!.Rgb?.Path, entry.Frames.Event?.Path }).OfType<string>()];
        Assert.Equal(Directory.GetFiles(_folder.File("flight"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
        Assert.Equal((5, 3, 1, 1), (train.Entries.Count, (int)train.Pairs!.Found.Dual, train.Pairs.RgbAlone, train.Pairs.EventsAlone));
        Assert.Equal("1 sequences, 5 samples: 3 pairs, 1 RGB frames and 1 event frames alone (the other is black); dual_rate 0.600  avg_tdiff 1.67 ms", train.Pairs.Summary);
        Assert.Equal((2, 2), (validation.Entries.Count, (int)validation.Pairs!.Found.Dual));
    }

    [Fact]
    public void What_is_left_out_counts_in_the_rate()
    {
        DatasetScan scan = Scan(new PairOptions { Tolerance = 20, Unpaired = UnpairedSamples.Skip });

        Assert.Equal(3, scan.Entries.Count);
        Assert.All(scan.Entries, entry => Assert.True(entry.Frames!.IsDual));
        Assert.EndsWith("1 RGB frames and 1 event frames alone (left out); dual_rate 0.600  avg_tdiff 1.67 ms", scan.Pairs!.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_tolerance_and_the_offset_of_the_clock_decide_which_frames_are_pairs()
    {
        Assert.Equal(1, Scan(new PairOptions { Tolerance = 1 }).Pairs!.Found.Dual);
        Assert.Equal(4, Scan(new PairOptions { Tolerance = 300 }).Pairs!.Found.Dual);
        Assert.Equal(2, Scan(new PairOptions { Tolerance = 1, ClockOffset = -2 }, DatasetSplit.Train).Pairs!.Found.Dual);
    }

    [Theory]
    [InlineData(Modality.Rgb, "PADDED_RGB")]
    [InlineData(Modality.Event, "Frames")]
    [InlineData(Modality.Dual, "PADDED_RGB")]
    public void A_sample_is_named_after_the_frame_of_the_networks_own_camera_and_has_the_same_labels_for_all(Modality modality, string folder)
    {
        DatasetScan scan = Scan(new PairOptions { Modality = modality, Tolerance = 20 });

        Assert.All(scan.Entries.Where(entry => entry.Frames!.IsDual), entry => Assert.Equal(folder, Path.GetFileName(Path.GetDirectoryName(entry.ImagePath))));
        Assert.Equal(Scan(new PairOptions { Tolerance = 20 }).Entries.Select(entry => entry.LabelPath), scan.Entries.Select(entry => entry.LabelPath));
    }

    [Fact]
    public void A_second_scan_knows_all_frames_and_takes_each_ones_own_labels_when_pairs_change()
    {
        DatasetScan first = Scan(new PairOptions { Tolerance = 20 }), second = Scan(new PairOptions { Tolerance = 20 }), alone = Scan(new PairOptions { Tolerance = 0 });

        Assert.Equal((8, 0, 0), (first.Decoded, second.Decoded, alone.Decoded));
        Assert.Equal(first.Entries.Select(entry => entry.Labels.Single()), second.Entries.Select(entry => entry.Labels.Single()));
        Assert.All(alone.Entries, entry => Assert.Equal(entry.Frames!.Event is null ? 0.3f : 0.6f, entry.Labels.Single().X));
        Assert.Equal(7, alone.Entries.Count);
    }

    [Fact]
    public void A_pair_with_a_frame_that_cannot_be_read_is_named_and_left_out()
    {
        string broken = Directory.GetFiles(_folder.File("flight/Event/Frames"), "*_35000.png").Single();
        File.WriteAllText(broken, "no picture");

        DatasetScan scan = Scan(new PairOptions { Tolerance = 20 });

        Assert.Equal((4, 1), (scan.Entries.Count, scan.Corrupt));
        Assert.Equal(broken, Assert.Single(scan.Problems).File);
    }

    [Fact]
    public void A_folder_is_a_data_set_of_drones_and_a_YAML_may_name_other_classes()
    {
        File.WriteAllText(_folder.File("data.yaml"), "path: .\nlayout: fred\nnames: [bird, drone]\n");
        DatasetDescription folder = DatasetDescription.Load(_folder.Path), yaml = DatasetDescription.Load(_folder.File("data.yaml"));

        Assert.True(folder.IsPaired && yaml.IsPaired);
        Assert.Equal(["drone"], folder.Names);
        Assert.Equal(["bird", "drone"], yaml.Names);
        Assert.Equal(5, new DatasetScanner { Pairs = new PairOptions { Tolerance = 20 } }.Scan(yaml, DatasetSplit.Train).Entries.Count);
    }

    [Theory]
    [InlineData("layout: kitti", "key 'layout' is 'kitti'; allowed is fred")]
    [InlineData("layout: fred\ntrain: images/train", "key 'train' is 'images/train'; allowed is nothing with 'layout: fred'")]
    public void A_layout_that_cannot_be_is_refused(string lines, string complaint)
    {
        File.WriteAllText(_folder.File("data.yaml"), $"path: .\nnames: [drone]\n{lines}\n");

        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => DatasetDescription.Load(_folder.File("data.yaml"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_outside_their_ranges_are_refused()
    {
        Assert.Contains("--pair-tolerance -1", Assert.Throws<InvalidInputException>(() => Scan(new PairOptions { Tolerance = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("--clock-offset NaN", Assert.Throws<InvalidInputException>(() => Scan(new PairOptions { ClockOffset = double.NaN })).Message, StringComparison.Ordinal);
    }

    private DatasetScan Scan(PairOptions options, DatasetSplit split = DatasetSplit.Train) => new DatasetScanner { Pairs = options, Workers = 2 }.Scan(DatasetDescription.Load(_folder.Path), split);

    // RGB labels lie at 0.3, those of events at 0.6.
    private void AddFrames(string sequence, string frames, string labels, params int[] milliseconds)
    {
        string images = Path.Combine(_folder.File(sequence), frames), texts = Path.Combine(_folder.File(sequence), labels);
        Directory.CreateDirectory(images);
        Directory.CreateDirectory(texts);
        foreach (int time in milliseconds)
        {
            string name = $"{sequence}_{time}000";
            ImageFile.Write(Path.Combine(images, name + ".png"), Pictures.Noise(32, 24, seed: time));
            File.WriteAllText(Path.Combine(texts, name + ".txt"), $"0 {(labels == "RGB_YOLO" ? "0.3" : "0.6")} 0.5 0.2 0.2\n");
        }
    }
}
