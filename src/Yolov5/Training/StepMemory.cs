using Schemes.Memory;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>The memory of one training step over time: it shows where a scheme saves memory.</summary>
public sealed class StepMemory
{
    private const string Forward = "forward";

    private StepMemory(DetectionModel model, MemoryRecording recording)
    {
        Recording = recording;
        IReadOnlyDictionary<MemoryMark, long> kept = recording.KeptAtEndOf(Forward);
        Layers = [.. model.Layers.Select(layer => new LayerMemory(layer.Index, layer.Kind, kept.GetValueOrDefault(new MemoryMark(Forward, layer.Index, ModulePass.Forward))))];
        InputBytes = kept.GetValueOrDefault(new MemoryMark(Forward));
    }

    /// <summary>Allocated bytes at every moment, with phases named <c>forward</c>, <c>loss</c>, <c>backward</c>, <c>optimizer</c> and layers by their index.</summary>
    public MemoryRecording Recording { get; }

    /// <summary>Memory that each layer keeps for the backward pass, in order. With checkpointing: the outputs of the segments.</summary>
    public IReadOnlyList<LayerMemory> Layers { get; }

    /// <summary>Bytes that the forward phase keeps beside the layers: the images.</summary>
    public long InputBytes { get; }

    /// <summary>The layer that was running at the peak; null if there was none.</summary>
    public string? PeakLayer => NameOf(Recording.Peak.Mark);

    /// <summary>Runs a step and records it. Recording does not change its results.</summary>
    /// <param name="step">The step.</param>
    /// <param name="model">The network of the step.</param>
    /// <param name="images">[N, C, H, W] bytes on the host; remains owned by the caller.</param>
    /// <param name="targets">Targets in the form of <see cref="TrainingStep.Run"/>.</param>
    public static StepMemory Record(TrainingStep step, DetectionModel model, Tensor images, ReadOnlySpan<float> targets)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(model);
        using MemoryRecorder recorder = MemoryRecorder.Start(step.Device);
        return Record(recorder, step, model, images, targets);
    }

    /// <summary>Runs a step with a recorder that has begun, and ends the recording.</summary>
    internal static StepMemory Record(MemoryRecorder recorder, TrainingStep step, DetectionModel model, Tensor images, ReadOnlySpan<float> targets)
    {
        Action<TrainingPhase>? listener = step.PhaseChanged;
        try
        {
            step.PhaseChanged = phase =>
            {
                recorder.BeginPhase(NameOf(phase));
                listener?.Invoke(phase);
            };
            using (new LayerMarks(model, recorder))
            using (Tensor items = step.Run(images, targets))
                step.Synchronize();
        }
        finally
        {
            step.PhaseChanged = listener;
        }

        return new StepMemory(model, recorder.Stop());
    }

    /// <summary>The layer that was running under a mark, as <c>model.6</c> or <c>model.6 (recomputed)</c>; null if there was none.</summary>
    public static string? NameOf(MemoryMark mark) => mark switch
    {
        { Module: MemoryMark.NoModule } => null,
        { Phase: not Forward, Pass: ModulePass.Forward, Module: int index } => $"model.{index} (recomputed)",
        { Module: int index } => $"model.{index}",
    };

    private static string NameOf(TrainingPhase phase) => phase switch
    {
        TrainingPhase.Forward => Forward,
        TrainingPhase.Loss => "loss",
        TrainingPhase.Backward => "backward",
        TrainingPhase.Optimizer => "optimizer",
        _ => throw new ArgumentOutOfRangeException(nameof(phase)),
    };
}
