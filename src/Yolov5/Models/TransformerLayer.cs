using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>A layer of a vision transformer without layer norms (Dosovitskiy et al., 2020): attention, then two linear maps, each with a shortcut. [L, N, C] to [L, N, C].</summary>
internal sealed class TransformerLayer : nn.Module<Tensor, Tensor>
{
    private readonly Linear q;
    private readonly Linear k;
    private readonly Linear v;
    private readonly MultiheadAttention ma;
    private readonly Linear fc1;
    private readonly Linear fc2;

    public TransformerLayer(int channels, int heads)
        : base(nameof(TransformerLayer))
    {
        q = nn.Linear(channels, channels, hasBias: false);
        k = nn.Linear(channels, channels, hasBias: false);
        v = nn.Linear(channels, channels, hasBias: false);
        ma = new MultiheadAttention(channels, heads);
        fc1 = nn.Linear(channels, channels, hasBias: false);
        fc2 = nn.Linear(channels, channels, hasBias: false);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = ma.call(q.call(input), k.call(input), v.call(input)).add(input);
        return fc2.call(fc1.call(attended)).add(attended).MoveToOuterDisposeScope();
    }
}
