using Reports;
using Reports.Model;
using Schemes.Memory;
using Yolov5.Training;
using static TorchSharp.torch;

namespace Benchmarks.Measurement;

/// <summary>Records a step's memory as <c>Reports</c> shows it.</summary>
internal static class MemoryTimelines
{
    private const int MostPoints = 600;

    /// <summary>Runs one more step and records it; it is not a measured one.</summary>
    /// <param name="session">Network and step.</param>
    /// <param name="images">[N, 3, H, W] bytes on the host.</param>
    /// <param name="targets">Six values a label.</param>
    /// <returns>Null if this step ran out of memory, which takes nothing from the steps that did not.</returns>
    public static MemoryTimeline? TryRecord(TrainingSession session, Tensor images, float[] targets)
    {
        try
        {
            return Of(StepMemory.Record(session.Step, session.Model, images, targets));
        }
        catch (Exception exception) when (DeviceMemory.IsOutOfMemory(exception))
        {
            return null;
        }
    }

    /// <summary>Converts a recording.</summary>
    public static MemoryTimeline Of(StepMemory step)
    {
        MemorySample peak = step.Recording.Peak;
        MemoryPoint[] points = [.. step.Recording.Samples.Select(PointOf)];
        return new MemoryTimeline
        {
            Points = TimelinePoints.Thin(points, MostPoints),
            PeakModule = step.PeakLayer,
            PeakPhase = peak.Mark.Phase,
            Activations = [.. step.Layers.Select(layer => new ModuleActivation { Index = layer.Index, Module = layer.Kind.ToString(), Bytes = layer.KeptBytes })],
        };
    }

    // Samples before the first phase belong to it.
    private static MemoryPoint PointOf(MemorySample sample) => new()
    {
        TSeconds = sample.Time.TotalSeconds,
        AllocatedBytes = sample.AllocatedBytes,
        Phase = sample.Mark.Phase.Length == 0 ? "forward" : sample.Mark.Phase,
    };
}
