using Schemes;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Tells a <see cref="MemoryRecorder"/> which layer of a network runs: forward from its call to its return; backward from the
/// arrival of the gradient of its output until that of the layer before it. Recomputed layers run forward in the
/// backward phase. The network is as it was when this is disposed of.
/// </summary>
internal sealed class LayerMarks : IDisposable
{
    private readonly MemoryRecorder _recorder;
    private readonly List<Action> _removals = [];

    public LayerMarks(DetectionModel model, MemoryRecorder recorder)
    {
        _recorder = recorder;
        foreach (ModelLayer layer in model.Layers)
        {
            switch (layer.Module)
            {
                case nn.Module<Tensor, Tensor> single:
                    Watch(single, layer.Index, output => Marked(output, layer.Index));
                    break;
                case nn.Module<Tensor[], Tensor> several:
                    Watch(several, layer.Index, output => Marked(output, layer.Index));
                    break;
                case Detect head:
                    Watch(head, layer.Index, output => new DetectOutput(output.Predictions, [.. output.Maps.Select(map => Marked(map, layer.Index))]));
                    break;
                default:
                    throw new InvalidOperationException($"{layer} is of a kind that cannot be watched.");
            }
        }
    }

    public void Dispose()
    {
        _removals.ForEach(removal => removal());
        _removals.Clear();
    }

    private void Watch<TInput, TOutput>(nn.Module<TInput, TOutput> module, int index, Func<TOutput, TOutput> marked)
    {
        var before = module.register_forward_pre_hook((_, input) =>
        {
            _recorder.Enter(index, ModulePass.Forward);
            return input;
        });
        var after = module.register_forward_hook((_, _, output) =>
        {
            _recorder.Leave();
            return marked(output);
        });
        _removals.Add(before.remove);
        _removals.Add(after.remove);
    }

    // Takes ownership of the output.
    private Tensor Marked(Tensor output, int index)
    {
        if (!output.requires_grad)
            return output;
        using (output)
            return output.WhenReached(() => _recorder.Enter(index, ModulePass.Backward));
    }
}
