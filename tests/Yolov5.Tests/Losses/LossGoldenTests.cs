using System.Text.Json;
using Schemes;
using Schemes.Optimizers;
using Support;
using Yolov5.Losses;
using Yolov5.Models;
using Yolov5.Optimization;
using Yolov5.Tests.Golden;
using static TorchSharp.torch;

namespace Yolov5.Tests.Losses;

public class LossGoldenTests
{
    private static readonly Hyperparameters Hyp = new Hyperparameters().Scaled(3, 80, 320);

    [SharedFact("golden/loss")]
    public void Loss_and_its_variants_are_the_references_on_its_own_maps()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/loss/loss.json")));
        using var scope = NewDisposeScope();
        using DetectionModel model = new(ModelDescription.Load("n"));
        Tensor[] maps = [.. Enumerable.Range(0, 3).Select(i => Load($"golden/forward/train{i}.npy"))];
        float[] targets = NpyFile.Read(Repository.SharedPath("golden/loss/targets.npy")).Single();
        float[] first = [.. targets.Chunk(6).Where(row => row[0] == 0).SelectMany(row => row)];

        void Check(JsonElement expected, Hyperparameters hyp, float[] labels)
        {
            using ComputeLoss criterion = new(model, hyp);
            LossResult loss = criterion.Forward(maps, labels);
            float[] items = loss.Items.Values();
            FigureAssert.Near(expected.GetProperty("lbox").GetDouble(), items[0], 1e-4, "box");
            FigureAssert.Near(expected.GetProperty("lobj").GetDouble(), items[1], 1e-4, "obj");
            FigureAssert.Near(expected.GetProperty("lcls").GetDouble(), items[2], 1e-4, "cls");
            FigureAssert.Near(expected.GetProperty("total").GetDouble(), loss.Total.item<float>(), 1e-4, "total");
        }

        JsonElement root = document.RootElement;
        Check(root, Hyp, targets);
        Check(root.GetProperty("no_targets"), Hyp, []);
        Check(root.GetProperty("only_image0_targets"), Hyp, first);
        Check(root.GetProperty("label_smoothing_0.1"), Hyp with { LabelSmoothing = 0.1 }, targets);
        Check(root.GetProperty("fl_gamma_1.5"), Hyp with { FocalGamma = 1.5 }, targets);
        Check(root.GetProperty("cls_pw_2_obj_pw_0.5"), Hyp with { ClassPositiveWeight = 2, ObjectnessPositiveWeight = 0.5 }, targets);
    }

    [SharedFact("golden/loss")]
    public void Gradients_of_the_released_network_are_the_references()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/loss/grad_norms.json")));
        using JsonDocument losses = JsonDocument.Parse(File.ReadAllText(Repository.SharedPath("golden/loss/loss.json")));
        using DetectionModel model = OfficialModel.Load();
        using ComputeLoss criterion = new(model, Hyp);
        using Tensor input = OfficialModel.Input();
        model.train();
        using DetectOutput output = model.call(input);
        using LossResult loss = criterion.Forward(output.Maps, OfficialModel.Targets());
        FigureAssert.Near(losses.RootElement.GetProperty("total").GetDouble(), loss.Total.item<float>(), 1e-4, "total");
        loss.Total.Backward();

        foreach (JsonProperty norm in document.RootElement.EnumerateObject())
            FigureAssert.Near(norm.Value.GetDouble(), model.get_parameter(norm.Name)!.grad!.L2(), 1e-3, norm.Name);
        foreach (string name in new[] { "model.24.m.0.weight", "model.24.m.2.bias", "model.0.conv.weight" })
            OfficialModel.Near($"loss/grad.{name}", model.get_parameter(name)!.grad!, 1e-3, 1e-5);
        double total = GradientClipping.ClipNorm(model.parameters(), 10);
        FigureAssert.Near(losses.RootElement.GetProperty("grad_total_norm_before_clip").GetDouble(), total, 1e-4, "norm of all gradients");
    }

    private static Tensor Load(string relative)
    {
        NpyFile file = NpyFile.Read(Repository.SharedPath(relative));
        return tensor(file.Single(), file.Shape);
    }
}
