using System.Text;
using Support;
using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class CocoFileTests
{
    private const string GroundTruth = """
        {"info": {"year": 2017},
         "images": [{"id": 7, "width": 640, "height": 480, "file_name": "7.jpg"}, {"id": 9}],
         "annotations": [{"id": 1, "image_id": 7, "category_id": 3, "bbox": [1.5, 2, 30, 40], "area": 900.5, "iscrowd": 1},
                         {"id": 2, "image_id": 7, "category_id": 3, "bbox": [5, 6, 10, 20]}],
         "categories": [{"id": 3, "name": "car"}]}
        """;

    private const string Results = """[{"image_id": 7, "category_id": 3, "bbox": [1, 2, 3, 4], "score": 0.5}]""";

    [Fact]
    public void Reads_labels_and_fills_in_what_may_be_absent()
    {
        using var folder = new TemporaryFolder();
        CocoGroundTruth truth = CocoFile.ReadGroundTruth(Write(folder, GroundTruth));

        Assert.Equal([7L, 9L], truth.ImageIds);
        Assert.Equal([3], truth.CategoryIds);
        Assert.Equal([new(7, 3, 1.5, 2, 30, 40, 900.5, IsCrowd: true), new(7, 3, 5, 6, 10, 20, 200, IsCrowd: false)], truth.Annotations);
    }

    [Fact]
    public void Written_results_are_read_again_with_the_reference_number_of_decimals()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("results.json");
        CocoFile.WriteDetections(path, [new(7, 3, 1.23456, 2, 3, 4, 0.987654321)]);
        CocoFile.WriteDetections(path, [new(7, 3, 1.23456, 2, 3, 4, 0.987654321), new(9, 1, 0, 0, 1, 1, 1)]);

        Assert.Equal([new(7, 3, 1.235, 2, 3, 4, 0.98765), new(9, 1, 0, 0, 1, 1, 1)], CocoFile.ReadDetections(path));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_failed_write_leaves_the_old_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("results.json");
        CocoFile.WriteDetections(path, [new(7, 3, 1, 2, 3, 4, 0.5)]);

        Assert.Throws<ArgumentException>(() => CocoFile.WriteDetections(path, [new(1, 1, 0, 0, 1, 1, double.NaN)]));

        Assert.Single(CocoFile.ReadDetections(path));
        Assert.Single(Directory.GetFiles(folder.Path));
        Assert.Throws<InvalidInputException>(() => CocoFile.WriteDetections(folder.File("absent/results.json"), []));
    }

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[{", "not valid JSON")]
    [InlineData("{}", "holds an object; a list is expected")]
    [InlineData("[1]", "[0] is 1; an object of keys and values is expected")]
    [InlineData("""[{"image_id": 1, "category_id": 1, "score": 1}]""", "the key '[0].bbox' is missing")]
    [InlineData("""[{"bbox": [1, 2, 3]}]""", "[0].bbox is a list; a list of four numbers (x, y, width, height) is expected")]
    [InlineData("""[{"bbox": [1, 2, 3, 1e999], "image_id": 1, "category_id": 1, "score": 1}]""", "[0].bbox[3] is 1e999; a number is expected")]
    [InlineData("""[{"bbox": [1, 2, 3, 4], "image_id": "a", "category_id": 1, "score": 1}]""", "[0].image_id is \"a\"; a whole number is expected")]
    [InlineData("""[{"bbox": [1, 2, 3, 4], "image_id": 1, "category_id": -1, "score": 1}]""", "[0].category_id is -1; a whole number from 0 to")]
    [InlineData("""[{"bbox": [1, 2, 3, 4], "image_id": 1, "category_id": 1}]""", "the key '[0].score' is missing")]
    public void Wrong_files_are_named_with_the_place(string content, string message)
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, content);
        string actual = Assert.Throws<InvalidInputException>(() => CocoFile.ReadDetections(path)).Message;
        Assert.Contains(message, actual, StringComparison.Ordinal);
        Assert.Contains(path, actual, StringComparison.Ordinal);
    }

    [Fact]
    public void An_absent_file_is_named()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains("none.json", Assert.Throws<InvalidInputException>(() => CocoFile.ReadGroundTruth(folder.File("none.json"))).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => CocoFile.ReadGroundTruth(folder.Path));
    }

    [Fact]
    public void Mutated_files_end_in_a_result_or_in_an_error_for_the_user()
    {
        using var folder = new TemporaryFolder();
        for (int seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            byte[] content = Encoding.UTF8.GetBytes(seed % 2 == 0 ? GroundTruth : Results);
            for (int i = random.Next(1, 4); i > 0; i--)
                content[random.Next(content.Length)] = (byte)(random.Next(2) == 0 ? random.Next(256) : "\\\"{}[],:-e0"[random.Next(11)]);
            if (random.Next(5) == 0)
                content = content[..random.Next(content.Length)];
            string path = folder.File("mutated.json");
            File.WriteAllBytes(path, content);
            try
            {
                if (seed % 2 == 0)
                    CocoEvaluation.Compute(CocoFile.ReadGroundTruth(path), []);
                else
                    CocoFile.ReadDetections(path);
            }
            catch (InvalidInputException)
            {
                // The error that a user sees.
            }
        }
    }

    private static string Write(TemporaryFolder folder, string content)
    {
        string path = folder.File("file.json");
        File.WriteAllText(path, content);
        return path;
    }
}
