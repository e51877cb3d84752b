using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Yolov5.Models;

/// <summary>
/// Attention of several heads (Vaswani et al., Attention Is All You Need, 2017, section 3.2), with the parameters and names of
/// PyTorch's module. Three tensors [L, N, C] to [L, N, C].
/// </summary>
internal sealed class MultiheadAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Parameter in_proj_weight;
    private readonly Parameter in_proj_bias;
    private readonly Linear out_proj;
    private readonly int _channels;
    private readonly int _heads;

    public MultiheadAttention(int channels, int heads)
        : base(nameof(MultiheadAttention))
    {
        _channels = channels;
        _heads = heads;
        in_proj_weight = new Parameter(nn.init.xavier_uniform_(empty(3 * channels, channels)));
        in_proj_bias = new Parameter(zeros(3 * channels));
        out_proj = nn.Linear(channels, channels);
        nn.init.zeros_(out_proj.bias!);
        RegisterComponents();
    }

    public override Tensor forward(Tensor query, Tensor key, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = nn.functional.scaled_dot_product_attention(Heads(query, 0), Heads(key, 1), Heads(value, 2));
        Tensor joined = attended.permute(2, 0, 1, 3).reshape(query.shape);
        return out_proj.call(joined).MoveToOuterDisposeScope();
    }

    // [L, N, C] to [N, heads, L, C / heads] through the projection's part for query, key or value.
    private Tensor Heads(Tensor input, int part)
    {
        Tensor weight = in_proj_weight.narrow(0, (long)part * _channels, _channels);
        Tensor bias = in_proj_bias.narrow(0, (long)part * _channels, _channels);
        Tensor projected = nn.functional.linear(input, weight, bias);
        return projected.view(input.shape[0], input.shape[1], _heads, _channels / _heads).permute(1, 2, 0, 3);
    }
}
