using System.Text;
using Support;
using Yolov5.Models;

namespace Yolov5.Tests.Models;

public class ModelDescriptionTests
{
    private const string Tiny = """
        nc: 2
        depth_multiple: 1.0
        width_multiple: 0.5
        anchors:
          - [10, 13, 16, 30]
        backbone:
          - [-1, 1, Focus, [32, 3]]
          - [-1, 2, Bottleneck, [32]]
          - [-1, 1, Conv, [64, 3, 2]]
          - [-1, 1, SPP, [64, [3, 5]]]
        head:
          - [-1, 1, nn.Upsample, [None, 2, 'nearest']]
          - [[-1, 1], 1, Concat, [1]]
          - [[5], 1, Detect, [nc, anchors]]
        """;

    [Theory]
    [InlineData("n")]
    [InlineData("yolov5n")]
    [InlineData("yolov5n.yaml")]
    public void A_size_can_be_named_in_short(string name)
    {
        ModelDescription description = ModelDescription.Load(name);
        Assert.Equal(("yolov5n", 80, 25), (description.Name, description.ClassCount, description.Layers.Count));
        Assert.Equal([3, 3, 3], description.Anchors.Select(level => level.Count / 2));
    }

    [Theory]
    [InlineData("n6", "yolov5n6", 64)]
    [InlineData("models/hub/yolov5-p7.yaml", "yolov5-p7", 128)]
    [InlineData("models/yolov5s.yaml", "yolov5s", 32)]
    [InlineData("yolov5s-LeakyReLU.yaml", "yolov5s-LeakyReLU", 32)]
    [InlineData("yolov5-p34", "yolov5-p34", 16)]
    public void Networks_of_the_references_folders_are_there_and_say_their_stride(string given, string name, int stride)
    {
        ModelDescription description = ModelDescription.Load(given);
        Assert.Equal((name, stride), (description.Name, description.LargestStride));
    }

    [Theory]
    [InlineData("nn.SiLU()", "nn.SiLU()")]
    [InlineData("torch.nn.ReLU(inplace=True)", "nn.ReLU()")]
    [InlineData("nn.LeakyReLU(0.1)", "nn.LeakyReLU(0.1)")]
    [InlineData("nn.LeakyReLU(negative_slope=0.2, inplace=True)", "nn.LeakyReLU(0.2)")]
    [InlineData("nn.LeakyReLU()", "nn.LeakyReLU(0.01)")]
    [InlineData("nn.Hardswish()", "nn.Hardswish()")]
    [InlineData("null", "nn.SiLU()")]
    public void An_activation_is_read_as_python_would(string given, string read) =>
        Assert.Equal(read, ModelDescription.Parse($"activation: {given}\n{Tiny}", "tiny").Activation.ToString());

    [Theory]
    [InlineData("nn.Swoosh()", "one of nn.SiLU(), nn.ReLU(), nn.ReLU6(), nn.LeakyReLU()")]
    [InlineData("SiLU", "one of nn.SiLU()")]
    [InlineData("nn.ReLU(0.1)", "nn.ReLU() is expected")]
    [InlineData("nn.LeakyReLU(slope=0.1)", "nn.LeakyReLU(negative_slope) with a number is expected")]
    [InlineData("__import__('os').system('true')", "one of nn.SiLU()")]
    public void An_activation_that_is_none_is_refused(string given, string complaint) =>
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => ModelDescription.Parse($"activation: {given}\n{Tiny}", "tiny")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_network_of_the_later_package_is_named_as_such()
    {
        // The beginning of what YOLOv8's and YOLOv5u's checkpoints say of their network.
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            ModelDescription.Parse("{nc: 80, scales: {n: [0.33, 0.25, 1024]}, scale: n, ch: 3, backbone: [[-1, 1, Conv, [64, 3, 2]]], head: []}", "yolov8n.pt"));
        Assert.Contains("yolov8n.pt: a network of the ultralytics package (YOLOv8, YOLOv5u", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_users_own_file_becomes_a_network()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("own.yaml"), Tiny);

        using DetectionModel model = new(ModelDescription.Load(folder.File("own.yaml")));

        Assert.Equal("own", model.Description.Name);
        Assert.Equal([2.0], model.Head.Strides);
        Assert.Equal([16, 16, 32, 32, 32, 48, 0], model.Layers.Select(layer => layer.Channels));
        using var image = TorchSharp.torch.zeros(1, 3, 64, 64);
        using DetectOutput output = model.call(image);
        Assert.Equal([1, 2, 32, 32, 7], output.Maps[0].shape);
    }

    [Theory]
    [InlineData("nc: 2", "nc: two", "tiny, line 1: nc is 'two'; a whole number from 1 to 10000 is expected.")]
    [InlineData("nc: 2", "nc: 0", "nc is '0'")]
    [InlineData("nc: 2", "classes: 2", "'classes' is not a known key; known are nc")]
    [InlineData("nc: 2\n", "", "the key 'nc' is missing")]
    [InlineData("nc: 2\n", "nc: 2\nnc: 3\n", "the key 'nc' appears twice")]
    [InlineData("width_multiple: 0.5", "width_multiple: .nan", "width_multiple is '.nan'")]
    [InlineData("Focus", "C3TRR", "backbone[0][2] is 'C3TRR'; one of Conv, DWConv, CrossConv, MixConv2d, GhostConv,")]
    [InlineData("[-1, 2, Bottleneck, [32]]", "[-1, 2, Bottleneck]", "[from, number, module, args] is expected")]
    [InlineData("[[-1, 1], 1, Concat, [1]]", "[[-1, 9], 1, Concat, [1]]", "head[1][0][1] is '9'; a whole number from -5 to 4 is expected.")]
    [InlineData("[-1, 1, Conv, [64, 3, 2]]", "[[0, 1], 1, Conv, [64, 3, 2]]", "a single layer is expected")]
    [InlineData("[-1, 1, Focus", "[0, 1, Focus", "-1, the image")]
    [InlineData("[[5], 1, Detect, [nc, anchors]]", "[-1, 1, Conv, [8]]", "as the last layer")]
    [InlineData("[64, 3, 2]", "[64, 3, 2, 1, 1, 1]", "at most 5 arguments")]
    [InlineData("[3, 5]", "[3, 4]", "an odd kernel size")]
    [InlineData("'nearest'", "bilinear", "nearest is expected")]
    [InlineData("[10, 13, 16, 30]", "[10, 13, 16]", "widths and heights")]
    [InlineData("anchors:\n  - [10, 13, 16, 30]", "anchors: []", "a list of 1 rows")]
    [InlineData("nc: 2", "nc: [2", "is not valid YAML")]
    [InlineData("nc: 2", "nc: &a 2\nch: *a", "aliases")]
    public void A_mistake_is_named_with_what_is_allowed(string original, string changed, string complaint)
    {
        Assert.Contains(original, Tiny, StringComparison.Ordinal);
        string message = Assert.Throws<InvalidInputException>(() => ModelDescription.Parse(Tiny.Replace(original, changed, StringComparison.Ordinal), "tiny")).Message;
        Assert.StartsWith("tiny", message, StringComparison.Ordinal);
        Assert.Contains(complaint, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[-1, 2, Bottleneck, [32]]", "[-1, 2, Bottleneck, [64]]", "as many input channels")]
    [InlineData("[64, 3, 2]", "[64, 3, 2, 1, 3]", "3 groups")]
    [InlineData("[[-1, 1], 1, Concat, [1]]", "[[-1, 2], 1, Concat, [1]]", "strides")]
    public void Layers_that_do_not_fit_together_are_named(string original, string changed, string complaint)
    {
        ModelDescription description = ModelDescription.Parse(Tiny.Replace(original, changed, StringComparison.Ordinal), "tiny");
        Assert.Contains(complaint, Assert.Throws<InvalidInputException>(() => new DetectionModel(description)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named_with_the_sizes()
    {
        string message = Assert.Throws<InvalidInputException>(() => ModelDescription.Load("yolov9z")).Message;
        Assert.Contains("yolov9z", message, StringComparison.Ordinal);
        Assert.Contains("yolov5n, yolov5s", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutations_of_a_file_end_in_a_description_or_an_error_for_the_user()
    {
        Random random = new(5);
        const string alphabet = "[]{}:,-&*!|>'\"%@`#?\n \t0123456789abcNconv~\0é";
        int read = 0;
        for (int i = 0; i < 3000; i++)
        {
            StringBuilder text = new(Tiny);
            for (int edits = random.Next(1, 8); edits > 0; edits--)
            {
                int at = random.Next(text.Length);
                switch (random.Next(4))
                {
                    case 0:
                        text[at] = alphabet[random.Next(alphabet.Length)];
                        break;
                    case 1:
                        text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                        break;
                    case 2:
                        text.Insert(at, new string(alphabet[random.Next(alphabet.Length)], random.Next(1, 50)));
                        break;
                    default:
                        text.Insert(at, text.ToString(0, random.Next(text.Length)));
                        break;
                }
            }

            try
            {
                ModelDescription.Parse(text.ToString(), "mutated");
                read++;
            }
            catch (InvalidInputException)
            {
                continue;
            }
        }

        Assert.InRange(read, 1, 2999);
    }

    [Fact]
    public void Nesting_without_end_does_not_overflow_the_stack() =>
        Assert.Throws<InvalidInputException>(() => ModelDescription.Parse("nc: " + new string('[', 200_000), "deep"));
}
