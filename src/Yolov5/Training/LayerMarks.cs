using Interop;
using Schemes.Memory;
using TorchSharp;
using Yolov5.Models;
using static TorchSharp.torch;

namespace Yolov5.Training;

/// <summary>
/// Tells a <see cref="MemoryRecorder"/> which layer of a network runs: forward from its call to its return, backward from
/// the moment at which the gradient of its output is there to that of the next. Recomputed layers run forward in the
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
                    Watch(single, layer.Index, static output => [output]);
                    break;
                case nn.Module<Tensor[], Tensor> several:
                    Watch(several, layer.Index, static output => [output]);
                    break;
                case Detect head:
                    Watch(head, layer.Index, static output => output.Maps);
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

    private void Watch<TInput, TOutput>(nn.Module<TInput, TOutput> module, int index, Func<TOutput, IReadOnlyList<Tensor>> outputs)
    {
        var before = module.register_forward_pre_hook((_, input) =>
        {
            _recorder.Enter(index, ModulePass.Forward);
            return input;
        });
        var after = module.register_forward_hook((_, _, output) =>
        {
            _recorder.Leave();
            foreach (Tensor tensor in outputs(output))
                OnGradient(tensor, index);
            return output;
        });
        _removals.Add(before.remove);
        _removals.Add(after.remove);
    }

    private void OnGradient(Tensor output, int index)
    {
        if (!output.requires_grad)
            return;
        GradientHook.Attach(output.Handle, () => _recorder.Enter(index, ModulePass.Backward));
        GC.KeepAlive(output);
    }
}
