using Yolov5.Data;
using Yolov5.Data.Augmentation;
using Yolov5.Imaging;

namespace Yolov5.Tests.Data.Augmentation;

/// <summary>Whole samples of a few drawn images.</summary>
public class TrainingSampleTests
{
    private const int Side = 64;

    [Fact]
    public void Every_option_changes_the_pixels_of_a_sample()
    {
        MemoryDataset memory = new(9, outlines: true);
        AugmentationOptions mosaic = AugmentationOptions.None with { Mosaic = 1 };
        (AugmentationOptions Plain, AugmentationOptions Changed)[] pairs =
        [
            (AugmentationOptions.None, mosaic),
            (mosaic, mosaic with { Mosaic9 = 1 }),
            (mosaic, mosaic with { Mixup = 1 }),
            (mosaic, mosaic with { CopyPaste = 1 }),
            .. new[]
            {
                mosaic with { Degrees = 30 }, mosaic with { Translate = 0.3 }, mosaic with { Scale = 0.5 }, mosaic with { Shear = 20 }, mosaic with { Perspective = 0.001 },
                mosaic with { HsvHue = 0.5 }, mosaic with { HsvSaturation = 0.5 }, mosaic with { HsvValue = 0.5 }, mosaic with { FlipUpDown = 1 }, mosaic with { FlipLeftRight = 1 },
                mosaic with { Filters = FilterOptions.None with { Blur = 1 } },
            }.Select(changed => (mosaic, changed)),
        ];
        foreach ((AugmentationOptions plain, AugmentationOptions changed) in pairs)
            Assert.False(Enumerable.Range(0, 10).All(seed => Make(memory, plain, seed).SequenceEqual(Make(memory, changed, seed))), changed.ToString());
    }

    [Fact]
    public void Boxes_lie_where_their_pixels_are_in_mosaics_of_every_kind()
    {
        // Each image is black with one coloured rectangle; the colours say which.
        List<DatasetEntry> entries = [];
        Dictionary<string, Image> images = [];
        for (int i = 0; i < 6; i++)
        {
            string path = $"{i}.png";
            Image image = new(64, 48);
            for (int y = 12; y < 36; y++)
            {
                for (int x = 16; x < 48; x++)
                    image.Pixels[(((y * 64) + x) * 3) + (i % 3)] = 255;
            }

            images[path] = image;
            entries.Add(new DatasetEntry(path, path, 64, 48, true, [new BoxLabel(i % 3, 0.5f, 0.5f, 0.5f, 0.5f)]));
        }

        foreach (AugmentationOptions options in new[]
        {
            AugmentationOptions.None with { Mosaic = 1, Translate = 0.1, Scale = 0.3, FlipLeftRight = 0.5, FlipUpDown = 0.5 },
            AugmentationOptions.None with { Mosaic = 1, Mosaic9 = 1, Translate = 0.1, FlipLeftRight = 0.5, FlipUpDown = 0.5 },
            AugmentationOptions.None with { Translate = 0.1, Scale = 0.3, FlipLeftRight = 0.5, FlipUpDown = 0.5 },
        })
        {
            DetectionDataset dataset = new(
                new DatasetScan(entries, [], entries.Count),
                new DetectionDatasetOptions { ImageSize = Side, Augmentation = options, ReadImage = path => new DecodedImage(images[path]) });
            int boxes = 0;
            for (int seed = 0; seed < 40; seed++)
            {
                Sample sample = new();
                byte[] planes = new byte[3 * Side * Side];
                dataset.Load(seed % 6, new PlannedBatch([0], Side, Side), sample, new RandomStream(seed), planes);
                float[] rows = DetectionDataset.Targets(sample);
                for (int row = 0; row < rows.Length; row += 6, boxes++)
                {
                    int x = (int)(rows[row + 2] * Side), y = (int)(rows[row + 3] * Side);
                    Assert.True(planes[(((int)rows[row + 1] * Side) + y) * Side + x] > 200, $"seed {seed}, {options}");
                }
            }

            Assert.True(boxes > 30, $"{boxes} boxes");
        }
    }

    [Fact]
    public void A_copied_object_is_drawn_at_the_mirrored_place()
    {
        // One image, so that all tiles of a mosaic show it: a green triangle, labelled with its outline.
        Image image = new(64, 64);
        Array.Fill(image.Pixels, (byte)114);
        for (int y = 20; y < 40; y++)
        {
            for (int x = 10; x < 10 + (y - 20); x++)
                (image.Pixels[((y * 64) + x) * 3], image.Pixels[(((y * 64) + x) * 3) + 1]) = (0, 255);
        }

        DatasetEntry entry = new("a.png", "a.txt", 64, 64, true, [new BoxLabel(0, 20 / 64f, 30 / 64f, 20 / 64f, 20 / 64f)])
        {
            Outlines = [[10 / 64f, 20 / 64f, 30 / 64f, 40 / 64f, 10 / 64f, 40 / 64f]],
        };
        int copied = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            int[] green = [.. new[] { 0.0, 1.0 }.Select(share =>
            {
                DetectionDataset dataset = new(new DatasetScan([entry], [], 1), new DetectionDatasetOptions
                {
                    ImageSize = 64,
                    Augmentation = AugmentationOptions.None with { Mosaic = 1, CopyPaste = share },
                    ReadImage = _ => new DecodedImage(image),
                });
                Sample sample = new();
                byte[] planes = new byte[3 * 64 * 64];
                dataset.Load(0, new PlannedBatch([0], 64, 64), sample, new RandomStream(seed), planes);
                foreach (PixelBox box in sample.Boxes.Where(box => box.Right - box.Left > 6 && box.Bottom - box.Top > 6))
                {
                    // A triangle that is cut at the border may have its middle outside; some green there is.
                    int inside = Enumerable.Range((int)box.Top, (int)(box.Bottom - box.Top)).Sum(y => Enumerable.Range((int)box.Left, (int)(box.Right - box.Left)).Count(x => planes[(64 * 64) + (y * 64) + x] > 200));
                    Assert.True(inside > 0, $"seed {seed}: {box}");
                }

                return planes.AsSpan(64 * 64, 64 * 64).Count((byte)255);
            })];
            copied += green[1] > green[0] ? 1 : 0;
        }

        Assert.True(copied >= 10, $"{copied} of 20");
    }

    [Fact]
    public void A_mosaic_replaces_a_partner_that_cannot_be_read_and_names_it()
    {
        MemoryDataset memory = new(5);
        for (int i = 1; i < 4; i++)
            memory.Failures[MemoryDataset.PathOf(i)] = new IOException("disk gone");
        for (int seed = 0; seed < 10; seed++)
        {
            Sample sample = new();
            memory.Create(new AugmentationOptions()).Load(0, new PlannedBatch([0], Side, Side), sample, new RandomStream(seed), new byte[3 * Side * Side]);
            Assert.All(sample.Problems, problem => Assert.Equal("disk gone", problem.Reason));
        }
    }

    [Fact]
    public void The_mean_of_two_images_is_weighted_about_one_half()
    {
        RandomStream random = new(4);
        double[] shares = [.. Enumerable.Range(0, 2_000).Select(_ => MixUp.Draw(random))];

        // Beta(32, 32): mean 1/2, variance 1 / (4 * 65).
        Assert.Equal(0.5, shares.Average(), 0.01);
        Assert.Equal(1 / 260.0, shares.Average(share => (share - 0.5) * (share - 0.5)), 0.0005);

        byte[] first = [0, 255, 100, 255];
        MixUp.Apply(first, [255, 255, 50, 0], 0.5);
        Assert.Equal([127, 255, 75, 127], first);
    }

    private static byte[] Make(MemoryDataset memory, AugmentationOptions options, int seed)
    {
        byte[] planes = new byte[3 * Side * Side];
        memory.Create(options).Load(3, new PlannedBatch([3], Side, Side), new Sample(), new RandomStream(seed, 2, 3), planes);
        return planes;
    }
}
