using Yolov5.Configuration;
using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Data.Pairs;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data.Pairs;

/// <summary>Samples of the frames of two cameras: six planes, drawn through one view.</summary>
public class PairedSampleTests
{
    private const int Side = 64, Plane = Side * Side;

    private static readonly AugmentationOptions Geometry = AugmentationOptions.None with
    {
        Mosaic = 0.8,
        Mosaic9 = 0.3,
        Mixup = 0.5,
        CopyPaste = 0.7,
        Degrees = 20,
        Translate = 0.2,
        Scale = 0.5,
        Shear = 5,
        Perspective = 0.0005,
        FlipLeftRight = 0.5,
        FlipUpDown = 0.5,
    };

    private static readonly AugmentationOptions Everything = Geometry with { HsvHue = 0.1, HsvSaturation = 0.7, HsvValue = 0.5, Filters = new FilterOptions { Blur = 0.3, ToGray = 0.3, Clahe = 0.3 } };

    [Fact]
    public void Two_frames_that_are_the_same_picture_give_the_same_planes()
    {
        DetectionDataset dataset = new MemoryPairs(12, isSame: true, isDual: true).Create(Modality.Dual, Geometry);
        List<int> digests = [];
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] planes = Load(dataset, seed);

            Assert.True(planes.AsSpan(0, 3 * Plane).SequenceEqual(planes.AsSpan(3 * Plane)), $"seed {seed}");
            digests.Add(planes.Sum(static value => value));
        }

        Assert.Equal(60, digests.Distinct().Count());
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void The_planes_of_a_camera_are_those_of_a_loader_of_that_camera_alone(bool isRectangular, bool isQuad, bool isMultiScale)
    {
        DataLoaderOptions options = new() { BatchSize = 5, Shuffle = !isRectangular, Rectangular = isRectangular, Quad = isQuad, MultiScale = isMultiScale, Seed = 7, Workers = 2 };
        foreach (AugmentationOptions? augmentation in isMultiScale ? [Everything] : new[] { Everything, null })
        {
            MemoryPairs pairs = new(23);
            foreach (((Batch both, Batch rgb), Batch events) in Batches(Modality.Dual).Zip(Batches(Modality.Rgb)).Zip(Batches(Modality.Event)))
            {
                int three = 3 * both.Width * both.Height;
                Assert.Equal((6, 3, 3), (both.Channels, rgb.Channels, events.Channels));
                Assert.Equal(both.Targets, rgb.Targets);
                Assert.Equal(both.Targets, events.Targets);
                Assert.Equal(both.Pairs, rgb.Pairs);
                for (int i = 0; i < both.Count; i++)
                {
                    Assert.True(both.Pixels.AsSpan(2 * i * three, three).SequenceEqual(rgb.Pixels.AsSpan(i * three, three)), $"RGB frame {i} of batch {both.Position.Batch}");
                    Assert.True(both.Pixels.AsSpan(((2 * i) + 1) * three, three).SequenceEqual(events.Pixels.AsSpan(i * three, three)), $"event frame {i} of batch {both.Position.Batch}");
                }
            }

            List<Batch> Batches(Modality modality) => [.. new DataLoader(pairs.Create(modality, augmentation), options).Epoch(1)];
        }
    }

    [Fact]
    public void Colours_and_filters_change_the_RGB_frame_alone()
    {
        AugmentationOptions photographic = AugmentationOptions.None with { HsvHue = 0.5, HsvSaturation = 0.9, HsvValue = 0.9, Filters = FilterOptions.None with { ToGray = 1, Blur = 1 } };
        MemoryPairs pairs = new(12, isDual: true);
        byte[] plain = Load(pairs.Create(Modality.Dual, AugmentationOptions.None), 3), varied = Load(pairs.Create(Modality.Dual, photographic), 3);

        Assert.NotEqual(plain[..(3 * Plane)], varied[..(3 * Plane)]);
        Assert.Equal(plain[(3 * Plane)..], varied[(3 * Plane)..]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_frame_that_is_missing_is_black_where_it_would_be(bool isAugmented)
    {
        // Sample 4 has no event frame, sample 6 no RGB frame.
        DetectionDataset dataset = new MemoryPairs(7).Create(Modality.Dual, isAugmented ? AugmentationOptions.None : null);
        foreach ((int index, int missing) in new[] { (4, 1), (6, 0) })
        {
            byte[] planes = Load(dataset, 1, index: index);
            ReadOnlySpan<byte> black = planes.AsSpan(missing * 3 * Plane, 3 * Plane), there = planes.AsSpan((1 - missing) * 3 * Plane, 3 * Plane);

            Assert.Equal(0, black[(Plane / 2) + (Side / 2)]);
            Assert.True(black.ToArray().All(static value => value is 0 or Letterbox.BorderValue));
            Assert.True(there.ToArray().Distinct().Count() > 100);
        }
    }

    [Fact]
    public void An_event_frame_of_another_size_lies_where_the_RGB_frame_lies()
    {
        // A white square on black, in frames of 64x48 and of 128x96 pixels.
        DatasetEntry entry = new("rgb.png", "a.txt", 64, 48, HasLabelFile: true, [new BoxLabel(0, 0.5f, 0.5f, 0.5f, 0.5f)])
        {
            Frames = new PairedFrames(new CameraFrame("rgb.png", 64, 48), new CameraFrame("events.png", 128, 96), 0),
        };
        foreach (AugmentationOptions? options in new[] { Geometry with { Mixup = 0, CopyPaste = 0 }, null })
        {
            DetectionDataset dataset = new(
                new DatasetScan([entry], [], 1) { Pairs = new PairScan { Options = new PairOptions(), Sequences = 1, Found = new PairTally(1, 1, 0), RgbAlone = 0, EventsAlone = 0 } },
                new DetectionDatasetOptions { ImageSize = Side, Augmentation = options, ReadImage = path => new DecodedImage(Square(path == "rgb.png" ? 1 : 2)) });
            for (int seed = 0; seed < 10; seed++)
            {
                byte[] planes = Load(dataset, seed, index: 0);
                int different = Enumerable.Range(0, Plane).Count(i => Math.Abs(planes[i] - planes[(3 * Plane) + i]) > 16);

                Assert.Equal(0, different);
            }
        }
    }

    [Fact]
    public void The_pairs_of_an_epoch_are_counted_over_all_samples()
    {
        MemoryPairs pairs = new(35);
        PairTally expected = default;
        foreach (UnpairedSamples unpaired in Enum.GetValues<UnpairedSamples>())
        {
            DetectionDataset dataset = pairs.Create(Modality.Dual, Geometry, unpaired);
            PairTally seen = new DataLoader(dataset, new DataLoaderOptions { BatchSize = 4, Shuffle = true, Workers = 0 }).Epoch(0).Aggregate(default(PairTally), static (sum, batch) => sum + batch.Pairs!.Value);
            if (unpaired == UnpairedSamples.Zero)
                expected = seen;

            // 5 of 35 lack the RGB frame, 6 of the others the event frame; what is left out counts all the same.
            Assert.Equal(unpaired == UnpairedSamples.Zero ? 35 : 24, seen.Samples);
            Assert.Equal(24 / 35.0, dataset.Pairs!.Figures(seen).DualRate, 1e-12);
            Assert.Equal(expected.Difference / 24, dataset.Pairs.Figures(seen).AverageDifference, 1e-12);
        }
    }

    private static Image Square(int scale)
    {
        Image image = new(64 * scale, 48 * scale);
        for (int y = 12 * scale; y < 36 * scale; y++)
            Array.Fill(image.Pixels, byte.MaxValue, ((y * image.Width) + (16 * scale)) * Image.Channels, 32 * scale * Image.Channels);
        return image;
    }

    private static byte[] Load(DetectionDataset dataset, int seed, int index = 3)
    {
        byte[] planes = new byte[dataset.Channels * Plane];
        dataset.Load(index, new PlannedBatch([index], Side, Side), new Sample(), new RandomStream(seed, 2, 3), planes);
        return planes;
    }
}
