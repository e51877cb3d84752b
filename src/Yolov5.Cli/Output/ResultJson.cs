using System.Text.Json.Nodes;
using Yolov5.Training;
using Yolov5.Training.Evolution;
using Yolov5.Validation;

namespace Yolov5.Cli.Output;

/// <summary>Output of <c>--json</c>.</summary>
internal static class ResultJson
{
    /// <summary>The figures of a validation.</summary>
    public static JsonObject Of(ValidationResult result) => new()
    {
        ["P"] = result.Metrics.Precision,
        ["R"] = result.Metrics.Recall,
        ["mAP50"] = result.Metrics.Map50,
        ["mAP50-95"] = result.Metrics.Map50To95,
        ["images"] = result.Images,
        ["labels"] = result.Metrics.Labels,
        ["predictions"] = result.Metrics.Predictions,
        ["ms_per_image"] = new JsonObject
        {
            ["preprocess"] = result.PreprocessMilliseconds,
            ["inference"] = result.InferenceMilliseconds,
            ["nms"] = result.SuppressionMilliseconds,
        },
    };

    /// <summary>The figures of a training run.</summary>
    public static JsonObject Of(TrainingResult result) => new()
    {
        ["best"] = Of(result.Best),
        ["last"] = Of(result.Last),
        ["best_weights"] = result.BestWeights,
        ["last_weights"] = result.LastWeights,
    };

    /// <summary>The best generation of an evolution.</summary>
    public static JsonObject Of(HyperparameterEvolution evolution)
    {
        Generation best = evolution.Generations[evolution.Best];
        return new JsonObject
        {
            ["generations"] = evolution.Generations.Count,
            ["best_generation"] = evolution.Best + 1,
            ["P"] = best.Precision,
            ["R"] = best.Recall,
            ["mAP50"] = best.Map50,
            ["mAP50-95"] = best.Map50To95,
            ["hyp"] = evolution.BestFile,
        };
    }

    private static JsonObject Of(EpochFigures epoch) => new()
    {
        ["epoch"] = epoch.Epoch,
        ["box_loss"] = epoch.Training.Box,
        ["obj_loss"] = epoch.Training.Objectness,
        ["cls_loss"] = epoch.Training.Class,
        ["validation"] = double.IsNaN(epoch.Fitness) ? null : new JsonObject
        {
            ["P"] = epoch.Precision,
            ["R"] = epoch.Recall,
            ["mAP50"] = epoch.Map50,
            ["mAP50-95"] = epoch.Map50To95,
        },
    };
}
