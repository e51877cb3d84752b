using System.IO.Hashing;
using System.Text.Json;
using Support;
using Yolov5.Data;
using Yolov5.Imaging;
using Yolov5.Tests.Imaging;

namespace Yolov5.Tests.Data;

/// <summary>Batches that validation feeds the network, against the reference's run on real photographs.</summary>
public class ValidationBatchTests
{
    private const string Coco64 = "data/coco64/coco64.yaml";

    [SharedTheory("golden/val.json")]
    [InlineData("320_square")]
    [InlineData("320_rect")]
    [InlineData("640_square")]
    [InlineData("640_rect")]
    public void BatchesHaveTheReferencesShapesAndImages(string run)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/val.json")));
        JsonElement expected = document.RootElement.GetProperty("runs").GetProperty(run);
        int imageSize = expected.GetProperty("imgsz").GetInt32();
        DatasetScan scan = Scan();
        DataLoader loader = new(
            new DetectionDataset(scan, new DetectionDatasetOptions { ImageSize = imageSize }),
            new DataLoaderOptions { BatchSize = 16, Rectangular = expected.GetProperty("rect").GetBoolean(), Pad = expected.GetProperty("pad").GetDouble() });

        JsonElement[] shapes = [.. expected.GetProperty("batch_shapes").EnumerateArray()];
        Assert.Equal(shapes.Length, loader.BatchCount);
        int number = 0;
        foreach (PlannedBatch batch in loader.Plan(0))
        {
            Assert.Equal([batch.Indices.Length, 3, batch.Height, batch.Width], shapes[number].EnumerateArray().Select(value => value.GetInt32()));

            string[] files = [.. expected.GetProperty("batch_files")[number].EnumerateArray().Select(value => value.GetString()!)];
            Assert.Equal(files.Select(Path.GetFileNameWithoutExtension), batch.Indices.Select(index => Path.GetFileNameWithoutExtension(scan.Entries[index].ImagePath)));
            number++;
        }

        Assert.Equal(expected.GetProperty("images").GetInt32(), scan.Entries.Count);
        Assert.Equal(expected.GetProperty("instances").GetInt32(), scan.Objects);
    }

    [SharedFact(ReferenceLetterbox.Folder)]
    public void ValidationSamplesEqualTheReferenceToTheBit()
    {
        foreach (JsonElement entry in ReferenceLetterbox.Images)
        {
            Image source = ReferenceLetterbox.Source(entry);
            foreach (JsonElement expected in entry.GetProperty("validation").EnumerateArray())
            {
                int size = expected.GetProperty("size").GetInt32();
                Sample sample = new();
                byte[] planes = new byte[3 * size * size];
                Memory(source, new DetectionDatasetOptions { ImageSize = size }).Load(0, new PlannedBatch([0], size, size), sample, new RandomStream(), planes);

                byte[] interleaved = [.. Enumerable.Range(0, planes.Length).Select(i => planes[(i % 3 * size * size) + (i / 3)])];
                Assert.Equal(expected.GetProperty("crc32").GetUInt32(), Crc32.HashToUInt32(interleaved));
                Assert.Equal(expected.GetProperty("pad_w").GetDouble(), sample.Geometry.PadX);
                Assert.Equal(expected.GetProperty("pad_h").GetDouble(), sample.Geometry.PadY);
                Assert.Equal(expected.GetProperty("resized_w").GetInt32(), sample.Geometry.RatioX * source.Width, 9);
                Assert.Equal(expected.GetProperty("resized_h").GetInt32(), sample.Geometry.RatioY * source.Height, 9);
            }
        }
    }

    [SharedFact("golden/forward")]
    public void FromFileToBatchEqualsTheReferencesInput()
    {
        // The reference letterboxed these straight from the decoded image, which is what an image size that needs no
        // resize before the letterbox gives.
        NpyFile expected = NpyFile.Read(Repository.SharedPath("golden/forward/input.npy"));
        DatasetScan all = Scan();
        DatasetEntry[] entries = [.. new[] { "000000000009", "000000000073" }.Select(name => all.Entries.Single(entry => entry.ImagePath.Contains(name, StringComparison.Ordinal)))];
        byte[] planes = new byte[3 * 320 * 320];
        for (int i = 0; i < entries.Length; i++)
        {
            Image image = ImageFile.Read(entries[i].ImagePath).Image;
            PlanarPixelsOf(Letterbox.Apply(image, Letterbox.Compute(image.Width, image.Height, 320, 320)), planes);
            Assert.Equal(Crc32.HashToUInt32(expected.Bytes.Slice(i * planes.Length, planes.Length)), Crc32.HashToUInt32(planes));
        }
    }

    private static void PlanarPixelsOf(Image image, byte[] planes)
    {
        DetectionDataset dataset = Memory(image, new DetectionDatasetOptions { ImageSize = image.Width });
        using Batch batch = Assert.Single(new DataLoader(dataset, new DataLoaderOptions { Workers = 0 }).Epoch(0));
        batch.Pixels.CopyTo(planes, 0);
    }

    private static DetectionDataset Memory(Image image, DetectionDatasetOptions options)
    {
        DatasetEntry entry = new("image", "label", image.Width, image.Height, HasLabelFile: true, []);
        return new DetectionDataset(new DatasetScan([entry], [], 1), options with { ReadImage = _ => new DecodedImage(image) });
    }

    private static DatasetScan Scan() =>
        new DatasetScanner { UseCache = false }.Scan(DatasetDescription.Load(Repository.SharedPath(Coco64)), DatasetSplit.Val);
}
