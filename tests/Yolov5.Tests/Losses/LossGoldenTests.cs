using System.Text.Json;
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
            Figures.Near(expected.GetProperty("lbox").GetDouble(), items[0], 1e-4, "box");
            Figures.Near(expected.GetProperty("lobj").GetDouble(), items[1], 1e-4, "obj");
            Figures.Near(expected.GetProperty("lcls").GetDouble(), items[2], 1e-4, "cls");
            Figures.Near(expected.GetProperty("total").GetDouble(), loss.Total.item<float>(), 1e-4, "total");
        }

        JsonElement root = document.RootElement;
        Check(root, Hyp, targets);
        Check(root.GetProperty("no_targets"), Hyp, []);
        Check(root.GetProperty("only_image0_targets"), Hyp, first);
        Check(root.GetProperty("label_smoothing_0.1"), Hyp with { LabelSmoothing = 0.1 }, targets);
        Check(root.GetProperty("fl_gamma_1.5"), Hyp with { FocalGamma = 1.5 }, targets);
        Check(root.GetProperty("cls_pw_2_obj_pw_0.5"), Hyp with { ClassPositiveWeight = 2, ObjectnessPositiveWeight = 0.5 }, targets);
    }

    private static Tensor Load(string relative)
    {
        NpyFile file = NpyFile.Read(Repository.SharedPath(relative));
        return tensor(file.Single(), file.Shape);
    }
}
