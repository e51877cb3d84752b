using Support;
using Yolov5.Models;
using Yolov5.Weights;
using static TorchSharp.torch;

namespace Yolov5.Tests.Golden;

/// <summary>The released yolov5n, and the batch that the stored figures were made with.</summary>
internal static class OfficialModel
{
    public const string Path = "data/yolov5n.pt";

    public static DetectionModel Load()
    {
        set_num_threads(2);
        return ModelWeights.Restore(Checkpoint.Read(Repository.SharedPath(Path)));
    }

    public static Tensor Input()
    {
        NpyFile file = Read("forward/input");
        return tensor([.. file.Byte().Select(value => value / 255f)], file.Shape);
    }

    public static float[] Targets() => Read("loss/targets").Single();

    public static NpyFile Read(string name) => NpyFile.Read(Repository.SharedPath($"golden/{name}.npy"));

    /// <summary>Compares with a stored array within absolute and relative limits.</summary>
    public static void Near(string name, Tensor actual, double relative, double absolute) =>
        FigureAssert.Near(Read(name).Single(), actual.Values(), relative, absolute, name);
}
