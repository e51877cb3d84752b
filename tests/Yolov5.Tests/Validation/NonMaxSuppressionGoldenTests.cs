using System.Text.Json;
using Support;
using Yolov5.Validation;

namespace Yolov5.Tests.Validation;

public class NonMaxSuppressionGoldenTests
{
    private const int Classes = 80;

    [SharedTheory("golden/nms")]
    [InlineData("a_conf0.25_iou0.45")]
    [InlineData("b_conf0.001_iou0.6_multi")]
    [InlineData("c_conf0.25_iou0.45_agnostic")]
    [InlineData("d_conf0.001_iou0.6_multi_agnostic")]
    [InlineData("e_conf0.05_iou0.5_classes")]
    public void Keeps_the_reference_boxes_in_the_reference_order(string variant)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/nms/nms.json")));
        NmsOptions options = Options(json.RootElement.GetProperty(variant).GetProperty("arguments"));
        NpyFile predictions = NpyFile.Read(Repository.SharedPath("golden/forward/pred.npy"));
        float[] values = predictions.Single();
        int images = (int)predictions.Shape[0];

        Detection[][] batch = NonMaxSuppression.RunBatch(values, images, Classes, options);

        for (int image = 0; image < images; image++)
        {
            NpyFile golden = NpyFile.Read(Repository.SharedPath($"golden/nms/{variant}.image{image}.npy"));
            Assert.Equal(golden.Single(), batch[image].SelectMany(d => new[] { d.X1, d.Y1, d.X2, d.Y2, d.Confidence, d.Class }));
            int length = values.Length / images;
            Assert.Equal(batch[image], NonMaxSuppression.Run(values.AsSpan(image * length, length), Classes, options));
        }
    }

    private static NmsOptions Options(JsonElement arguments)
    {
        var options = new NmsOptions
        {
            ConfidenceThreshold = arguments.GetProperty("conf_thres").GetDouble(),
            IouThreshold = arguments.GetProperty("iou_thres").GetDouble(),
        };
        if (arguments.TryGetProperty("multi_label", out JsonElement multiLabel))
            options = options with { MultiLabel = multiLabel.GetBoolean() };
        if (arguments.TryGetProperty("agnostic", out JsonElement agnostic))
            options = options with { Agnostic = agnostic.GetBoolean() };
        if (arguments.TryGetProperty("classes", out JsonElement classes))
            options = options with { Classes = [.. classes.EnumerateArray().Select(id => id.GetInt32())] };
        return options;
    }
}
