using Events.Fred;
using Events.Pairing;
using Support;

namespace Events.Tests.Fred;

public sealed class FredDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Frames_of_a_sequence_are_paired_by_the_stamps_in_their_names()
    {
        // The sort by text would put 100000 before 33333.
        Put("7/PADDED_RGB/Video_7_16_03_20.266382.jpg", "7/PADDED_RGB/Video_7_16_03_20.299715.jpg", "7/PADDED_RGB/Video_7_16_03_20.366382.jpg");
        Put("7/Event/Frames/Video_7_frame_33333.png", "7/Event/Frames/Video_7_frame_66666.png", "7/Event/Frames/Video_7_frame_100000.png");
        Put("7/Event_YOLO/Video_7_frame_33333.txt", "7/RGB_YOLO/Video_7_16_03_20.266382.txt", "7/RGB_YOLO/Video_7_16_03_20.366382.txt", "7/RGB/ignored.jpg");

        FredSequence sequence = Assert.Single(Read(new FredOptions { Pairing = new PairingOptions { Tolerance = 5000 } }).Sequences);

        Assert.Equal("7", sequence.Name);
        Assert.Equal([(0, 0, true), (33333, 33333, true), (null, 66667, false), (100000, null, false)], sequence.Samples.Select(static sample => (sample.RgbTime, sample.EventTime, sample.IsDual)));
        Assert.Equal(
            ["7/Event_YOLO/Video_7_frame_33333.txt", null, null, "7/RGB_YOLO/Video_7_16_03_20.366382.txt"],
            sequence.Samples.Select(sample => sample.LabelPath is null ? null : Path.GetRelativePath(_folder.Path, sample.LabelPath)));
        Assert.EndsWith("Video_7_frame_100000.png", sequence.Samples[2].EventPath, StringComparison.Ordinal);
        Assert.Null(sequence.Samples[2].RgbPath);
        Assert.Equal((0.5, 0.0), (sequence.Pairing.DualRate, sequence.Pairing.AverageDifference));
    }

    [Fact]
    public void Clocks_can_be_shifted_or_begin_with_the_first_frames()
    {
        Put("a/RGB/1000000.png", "a/RGB/1033333.png", "a/Event/Frames/5000000.png", "a/Event/Frames/5033333.png");

        Assert.Equal(0, Rate(new FredOptions()));
        Assert.Equal(1, Rate(new FredOptions { Clocks = ClockAlignment.FirstFrames }));
        Assert.Equal(1, Rate(new FredOptions { Pairing = new PairingOptions { EventOffset = -4_000_000 } }));
        Assert.Equal(1_000_000, Read(new FredOptions { Pairing = new PairingOptions { EventOffset = -4_000_000 } }).Sequences[0].Samples[0].EventTime);

        double Rate(FredOptions options) => Read(options).Sequences[0].Pairing.DualRate;
    }

    [Fact]
    public void A_recording_goes_on_over_midnight()
    {
        Put("a/RGB/v_23_59_59.990000.png", "a/RGB/v_00_00_00.020000.png", "a/Event/Frames/0.png", "a/Event/Frames/30000.png");

        FredSequence sequence = Read().Sequences[0];

        Assert.Equal((1.0, 0.0), (sequence.Pairing.DualRate, sequence.Pairing.AverageDifference));
        Assert.EndsWith("v_23_59_59.990000.png", sequence.Samples[0].RgbPath, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_split_by_sequence()
    {
        foreach (string name in new[] { "1", "2", "3", "4" })
            Put($"{name}/RGB/10.png");
        File.WriteAllText(_folder.File("train.txt"), "1\nfolder/2\n\n");
        File.WriteAllText(_folder.File("test.txt"), "4\n");

        FredDataset dataset = Read();

        Assert.Equal([("1", FredSplit.Train), ("2", FredSplit.Train), ("4", FredSplit.Test)], dataset.Sequences.Select(static each => (each.Name, each.Split)));
        Assert.Equal(["3"], dataset.Unlisted);
        Assert.Equal(["1", "2"], dataset.Samples(FredSplit.Train).Select(static sample => sample.Sequence));
        File.AppendAllText(_folder.File("test.txt"), "1\n");
        Assert.Contains("test.txt, line 2: the sequence '1' is listed a second time; its frames would be in train and in test", Error(), StringComparison.Ordinal);
        File.WriteAllText(_folder.File("test.txt"), "9\n");
        Assert.Contains("test.txt, line 1: there is no sequence '9'", Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_split_and_without_any_the_hash_of_the_names()
    {
        for (int i = 0; i < 10; i++)
            Put($"{i}/RGB/10.png");
        FredDataset hashed = Read();
        Assert.Equal(2, hashed.Sequences.Count(static each => each.Split == FredSplit.Val));
        Assert.Equal(hashed.Sequences.Select(static each => each.Split), Read().Sequences.Select(static each => each.Split));

        for (int i = 0; i < 10; i++)
            Directory.Delete(_folder.File($"{i}"), recursive: true);
        Put("train/1/RGB/10.png", "test/2/RGB/10.png");
        Assert.Equal([("1", FredSplit.Train), ("2", FredSplit.Test)], Read().Sequences.Select(static each => (each.Name, each.Split)));
        Put("test/1/RGB/10.png");
        Assert.Contains("the sequence 1 is there 2 times", Error(), StringComparison.Ordinal);
    }

    [Fact]
    public void Coco_labels_are_found_by_path_or_name()
    {
        Put("a/RGB/10.png", "a/RGB/5000000.png", "a/Event/Frames/11.png");
        string coco = _folder.File("labels.json");
        File.WriteAllText(coco, """
            {"info": {}, "categories": [{"id": 3, "name": "drone"}],
             "images": [{"id": 1, "file_name": "a/Event/Frames/11.png", "width": 100, "height": 50}, {"id": 2, "file_name": "5000000.png", "width": 100, "height": 50}],
             "annotations": [{"id": 1, "image_id": 1, "category_id": 3, "bbox": [10, 20, 20, 10], "iscrowd": 0}, {"id": 2, "image_id": 1, "category_id": 3, "bbox": [90, -10, 20, 20]}]}
            """);

        IReadOnlyList<PairedSample> samples = Read(new FredOptions { CocoFiles = [coco] }).Sequences[0].Samples;

        Assert.Equal([coco, coco], samples.Select(static sample => sample.LabelPath));
        Assert.Equal([new LabelBox(0, 0.2, 0.5, 0.2, 0.2), new LabelBox(0, 0.95, 0.1, 0.1, 0.2)], samples[0].Boxes);
        Assert.Empty(samples[1].Boxes!);
    }

    [Theory]
    [InlineData("{", "line 1: the file is no COCO file")]
    [InlineData("{}", "images, annotations and categories are expected")]
    [InlineData("""{"categories":[],"images":[{"id":1,"file_name":"a.png","width":0,"height":1}],"annotations":[]}""", "width 0 and height 1")]
    [InlineData("""{"categories":[{"id":1}],"images":[{"id":1,"file_name":"a.png","width":5,"height":5}],"annotations":[{"id":4,"image_id":1,"category_id":1,"bbox":[9,9,1,1]}]}""", "annotation 4 has the bbox [9, 9, 1, 1]")]
    [InlineData("""{"categories":[{"id":1}],"images":[],"annotations":[{"id":4,"image_id":1,"category_id":1,"bbox":[9,9,1,1]}]}""", "annotation 4 is for image 1 and category 1")]
    public void Damaged_coco_files_end_in_an_error(string json, string expected)
    {
        Put("a/RGB/10.png");
        File.WriteAllText(_folder.File("labels.json"), json);

        Assert.Contains(expected, Assert.Throws<InvalidInputException>(() => Read(new FredOptions { CocoFiles = [_folder.File("labels.json")] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_without_stamps_and_folders_without_sequences_are_errors()
    {
        Assert.Contains("holds no sequence", Error(), StringComparison.Ordinal);
        Put("a/RGB/drone.png");
        Assert.Contains("drone.png: the name has no time stamp", Error(), StringComparison.Ordinal);
        File.Delete(_folder.File("a/RGB/drone.png"));
        Put("a/RGB/12.png", "a/RGB/v_10_00_00.5.png");
        Assert.Contains("1 of 2 names end in a time of day", Error(), StringComparison.Ordinal);
        Assert.Contains("there is no such folder", Assert.Throws<InvalidInputException>(() => FredDataset.Read(_folder.File("none"))).Message, StringComparison.Ordinal);
    }

    private FredDataset Read(FredOptions? options = null) => FredDataset.Read(_folder.Path, options);

    private string Error() => Assert.Throws<InvalidInputException>(() => Read()).Message;

    private void Put(params string[] files)
    {
        foreach (string file in files)
        {
            string path = _folder.File(file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
    }
}
