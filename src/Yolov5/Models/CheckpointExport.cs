using System.Globalization;
using Yolov5.Weights;

namespace Yolov5.Models;

/// <summary>Writes a network for use: float16 weights, class names, description; no optimizer and no training state.</summary>
public static class CheckpointExport
{
    /// <summary>
    /// Writes a <c>.pt</c> that this program and Python's <c>torch.load</c> read. Of the weights those of the moving average are taken, as in
    /// the reference's <c>strip_optimizer</c>.
    /// </summary>
    /// <param name="path">The file; it may be the checkpoint's own.</param>
    /// <param name="checkpoint">Source of names and description.</param>
    /// <param name="model">The network with the checkpoint's weights.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WritePt(string path, Checkpoint checkpoint, DetectionModel model)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(model);
        CheckpointDictionary content = new(
            ("epoch", -1),
            ("model", CheckpointDictionary.FromStateDict(ModelWeights.Save(model, StoredType.Float16))),
            ("names", new CheckpointList(checkpoint.Names.Select(name => (CheckpointValue)name))),
            ("nc", model.Head.ClassCount),
            ("yaml", model.Description.Yaml),
            ("stride", new CheckpointList(model.Head.Strides.Select(stride => (CheckpointValue)stride))),
            ("date", checkpoint.Date ?? ""));
        CheckpointFile.Write(path, content);
    }

    /// <summary>Writes a <c>.safetensors</c> file: the weights in float16, names, strides and description in its header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">Source of names and description.</param>
    /// <param name="model">The network with the checkpoint's weights.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void WriteSafetensors(string path, Checkpoint checkpoint, DetectionModel model)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        ArgumentNullException.ThrowIfNull(model);
        SafetensorsFile.Write(path, ModelWeights.Save(model, StoredType.Float16), new Dictionary<string, string>
        {
            ["format"] = "pt",
            ["names"] = string.Join('\n', checkpoint.Names),
            ["nc"] = model.Head.ClassCount.ToString(CultureInfo.InvariantCulture),
            ["stride"] = string.Join(',', model.Head.Strides.Select(stride => stride.ToString(CultureInfo.InvariantCulture))),
            ["yaml"] = model.Description.Yaml,
        });
    }
}
