using System.Globalization;
using System.Text.RegularExpressions;
using Support;
using SyntheticData;
using Yolov5.Imaging;

namespace Yolov5.Cli.Tests.Commands.Train;

public class HostileDataTests
{
    // Two of each kind; by hand HOSTILE_FILES=1000 makes more.
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("HOSTILE_FILES") ?? "58", CultureInfo.InvariantCulture);

    [Fact]
    public void Training_names_every_broken_file_once_and_goes_on()
    {
        using TemporaryFolder folder = new();
        string data = SyntheticDataset.Ensure(folder.File("data"), new SyntheticDatasetOptions { TrainImages = 4, ValidationImages = 2, ImageSize = 64 });
        string jpeg = Directory.GetFiles(folder.File("data/images/train")).First();
        string png = folder.File("a.png");
        ImageFile.Write(png, ImageFile.Read(jpeg).Image);
        IReadOnlyList<string> kinds = HostileFiles.Create(
            folder.File("data/images/train"), folder.File("data/labels/train"), Count, seed: 1, File.ReadAllBytes(jpeg), File.ReadAllBytes(png));

        (int exitCode, string output, string error) = DotnetProgram.Run(
            "yolo5.dll", "train", "--data", data, "--cfg", "yolov5n", "--imgsz", "64", "--epochs", "1", "--batch-size", "4", "--workers", "1", "--device", "cpu", "--project", folder.File("runs"));

        Assert.True(exitCode == 0, output + error);
        string[] lines = output.Split('\n');
        for (int i = 0; i < Count; i++)
        {
            int told = lines.Count(line => Regex.IsMatch(line, $@"/h{i:D4}[^/]*: .*; (image|folder) ignored|/h{i:D4}\.txt: 2 rows repeat another one; repetitions removed"));
            Assert.True(told == 1, $"h{i:D4}, {kinds[i]}, is told {told} times:\n{output}");
        }
    }
}
