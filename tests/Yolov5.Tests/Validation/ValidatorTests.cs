using Yolov5.Data;
using Yolov5.Models;
using Yolov5.Tests.Data;
using Yolov5.Tests.Training;
using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class ValidatorTests
{
    [Fact]
    public void Labels_of_a_picture_that_fails_while_it_is_loaded_count_as_missed()
    {
        MemoryDataset memory = new(9);
        DetectionDataset dataset = memory.Create();
        using DetectionModel model = new(ModelDescription.Parse(TinyTraining.Definition, "tiny") with { ClassCount = 3 });
        DataLoader loader = new(dataset, new DataLoaderOptions { BatchSize = 3, Workers = 2 });
        List<ValidatedImage> images = [];
        ValidationOptions options = new() { ImageDone = images.Add };
        ValidationResult whole = Validator.Run(model, loader, options);
        GroundTruth[] expected = [.. images.Single(image => image.Path == MemoryDataset.PathOf(4)).Labels];
        images.Clear();
        foreach (int index in new[] { 1, 4 })
            memory.Failures[MemoryDataset.PathOf(index)] = new IOException("disk");

        ValidationResult result = Validator.Run(model, loader, options);

        Assert.Equal(dataset.Entries.Sum(entry => entry.Labels.Count), whole.Metrics.Labels);
        Assert.Equal((9, whole.Metrics.Labels), (result.Images, result.Metrics.Labels));
        Assert.Equal(2, loader.Problems.Count);
        ValidatedImage failed = images.Single(image => image.Path == MemoryDataset.PathOf(4));
        Assert.Empty(failed.Detections);
        Assert.Equal(expected.Length, failed.Labels.Count);
        Assert.All(expected.Zip(failed.Labels), each =>
        {
            Assert.Equal(each.First.Class, each.Second.Class);
            // The letterbox rounds its sides to whole pixels.
            Assert.Equal(each.First.X1, each.Second.X1, 1.0);
            Assert.Equal(each.First.Y2, each.Second.Y2, 1.0);
        });
    }
}
