using TorchSharp.Modules;
using TorchSharp.Tests.Tensors;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

public sealed class ModuleTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void StateHasPyTorchsNamesInPyTorchsOrder()
    {
        using Block block = new();
        Assert.Equal(
            [
                "scale", "offset",
                "conv.weight",
                "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked",
                "layers.0.weight", "layers.0.bias", "layers.1.0.weight", "layers.1.0.bias", "layers.1.last.weight", "layers.1.last.bias",
            ],
            block.state_dict().Keys);
        Assert.Equal(["a.scale"], block.state_dict(prefix: "a").Keys.Take(1));
        Assert.Equal(
            ["scale", "conv.weight", "bn.weight", "bn.bias", "layers.0.weight", "layers.0.bias", "layers.1.0.weight", "layers.1.0.bias", "layers.1.last.weight", "layers.1.last.bias"],
            block.named_parameters().Select(item => item.name));
        Assert.Equal(
            ["offset", "scratch", "bn.running_mean", "bn.running_var", "bn.num_batches_tracked"],
            block.named_buffers().Select(item => item.name));
        Assert.Equal(["conv", "bn", "act", "layers"], block.named_children().Select(item => item.name));
        Assert.Contains("layers.1.last", block.named_modules().Select(item => item.name));
    }

    [Fact]
    public void PartsAreFoundByName()
    {
        using Block block = new();
        Assert.Same(block.conv.weight, block.get_parameter("conv.weight"));
        Assert.Same(block.bn.running_var, block.get_buffer("bn.running_var"));
        Assert.True(block.has_parameter("layers.1.0.bias"));
        Assert.False(block.has_parameter("conv.bias"));
        Assert.Null(block.get_parameter("nowhere.weight"));
        Assert.False(block.has_buffer("conv"));
    }

    [Fact]
    public void SharedParametersAppearOnce()
    {
        Linear linear = nn.Linear(2, 2);
        using Sequential twice = nn.Sequential(("first", linear), ("second", linear));
        Assert.Equal(2, twice.parameters().Count());
        Assert.Equal(4, twice.state_dict().Count);
    }

    [Fact]
    public void StateIsLoadedByName()
    {
        using Block source = new();
        using Block target = new();
        source.bn.num_batches_tracked!.fill_(17);
        Assert.False(source.conv.weight.Equals(target.conv.weight));
        (IList<string> missing, IList<string> unexpected) = target.load_state_dict(source.state_dict());
        Assert.Empty(missing);
        Assert.Empty(unexpected);
        Assert.True(source.conv.weight.Equals(target.conv.weight));
        Assert.Equal(17, target.bn.num_batches_tracked!.item<long>());

        Dictionary<string, Tensor> partial = source.state_dict();
        partial.Remove("conv.weight");
        partial.Add("stranger", zeros(1));
        Assert.Throws<InvalidOperationException>(() => target.load_state_dict(partial));
        (missing, unexpected) = target.load_state_dict(partial, strict: false);
        Assert.Equal(["conv.weight"], missing);
        Assert.Equal(["stranger"], unexpected);
    }

    [Fact]
    public void ModeReachesEveryModule()
    {
        using Block block = new();
        Assert.True(block.training);
        block.eval();
        Assert.All(block.modules(), module => Assert.False(module.training));
        block.train();
        Assert.All(block.modules(), module => Assert.True(module.training));
        int visited = 0;
        block.apply(_ => visited++);
        Assert.Equal(block.modules().Count() + 1, visited);
    }

    [Fact]
    public void ConversionKeepsObjectsAndWholeNumbers()
    {
        using Block block = new();
        Parameter weight = block.conv.weight;
        weight.grad = ones_like(weight);
        Assert.Same(block, block.to(float64));
        Assert.Same(weight, block.conv.weight);
        Assert.Equal(float64, weight.dtype);
        Assert.Equal(float64, weight.grad!.dtype);
        Assert.True(weight.requires_grad && weight.is_leaf);
        Assert.Equal(int64, block.bn.num_batches_tracked!.dtype);
        Assert.Equal(float64, block.bn.running_mean!.dtype);
        Assert.Equal(float16, block.half().conv.weight.dtype);
        Assert.Throws<ArgumentException>(() => block.to(int32));
    }

    [Fact]
    public void GradientsAreForgottenOrZeroed()
    {
        using Block block = new();
        block.call(ones(2, 3, 4, 4)).sum().backward();
        Assert.NotNull(block.conv.weight.grad);
        block.zero_grad(set_to_none: false);
        Assert.Equal(0f, block.conv.weight.grad!.abs().sum().item<float>());
        block.zero_grad();
        Assert.All(block.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void DisposingAModuleLeavesNothing()
    {
        long before = Tensor.TotalCount;
        Block block = new();
        Assert.True(Tensor.TotalCount > before);
        block.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void ModulesOutliveTheScopeTheyWereMadeIn()
    {
        Block block;
        using (NewDisposeScope())
            block = new Block();
        Assert.All(block.conv.parameters().Concat(block.bn.parameters()), parameter => Assert.False(parameter.IsInvalid));
        block.Dispose();
    }

    [Fact]
    public void HooksSeeAndReplace()
    {
        using Identity identity = nn.Identity();
        List<string> seen = [];
        var first = identity.register_forward_pre_hook((_, input) =>
        {
            seen.Add("before");
            return input + 1;
        });
        identity.register_forward_hook((_, _, output) =>
        {
            seen.Add("after");
            return output * 10;
        });
        Assert.Equal(20f, identity.call(ones(1)).item<float>());
        first.remove();
        first.remove();
        Assert.Equal(10f, identity.call(ones(1)).item<float>());
        Assert.Equal(["before", "after", "after"], seen);
    }

    [Fact]
    public void MistakesInRegistrationAreNamed()
    {
        using Block block = new();
        Assert.Contains("conv", Assert.Throws<InvalidOperationException>(() => block.register_module("conv", nn.Identity())).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => block.register_module("a.b", nn.Identity()));
        Assert.Throws<ArgumentException>(() => block.register_module("", nn.Identity()));
        Assert.Throws<ArgumentNullException>(() => block.register_buffer("nothing", null!));
        Assert.Throws<InvalidOperationException>(() => nn.SiLU().register_buffer("x", zeros(1)));
    }

    [Fact]
    public void ListsKeepTheirNumbersInOrder()
    {
        ModuleList<Linear> list = nn.ModuleList(nn.Linear(1, 1), nn.Linear(1, 2));
        using Holder holder = new(list);
        list.Insert(0, nn.Linear(1, 3));
        list.append(nn.Linear(1, 4));
        Assert.Equal([3L, 1, 2, 4], list.Select(linear => linear.out_features));
        Assert.Equal(["list.0.weight", "list.1.weight", "list.2.weight", "list.3.weight"], holder.state_dict().Keys.Where(key => key.EndsWith("weight", StringComparison.Ordinal)));
        Assert.Equal(3L, holder.get_parameter("list.0.weight")!.size(0));
        list[1].Dispose();
        list.RemoveAt(1);
        Assert.Equal(6, holder.parameters().Count());
    }

    [Fact]
    public void SequencesRunInOrderAndCanBeCut()
    {
        using Sequential sequence = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1));
        Assert.Equal(3, sequence.Count);
        Tensor x = ones(3, 2);
        Tensor byHand = ((Linear)sequence[2]).forward(((Linear)sequence[0]).forward(x).relu());
        Assert.True(sequence.call(x).allclose(byHand));
        Assert.Equal(["0.weight", "0.bias"], sequence[..2].state_dict().Keys);
        Assert.Equal(1, sequence[(2, null)].Count);
        using Sequential empty = nn.Sequential();
        Assert.Equal([3L, 2], empty.call(x).shape);
        Assert.False(x.IsInvalid);
    }

    [Fact]
    public void AThousandStepsLeaveNothingBehind()
    {
        using Sequential model = nn.Sequential(nn.Conv2d(1, 2, 3, padding: 1), nn.BatchNorm2d(2), nn.SiLU(), nn.Flatten(), nn.Linear(32, 2));
        using Tensor images = rand(2, 1, 4, 4).DetachFromDisposeScope();
        using Tensor classes = zeros([2], int64).DetachFromDisposeScope();
        Step();
        long before = Tensor.TotalCount;
        for (int i = 0; i < 1000; i++)
            Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using DisposeScope scope = NewDisposeScope();
            model.zero_grad();
            nn.functional.cross_entropy(model.call(images), classes).backward();
            nn.utils.clip_grad_norm_(model.parameters(), 10);
        }
    }

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        public readonly Conv2d conv = nn.Conv2d(3, 4, 3, padding: 1, bias: false);
        public readonly BatchNorm2d bn = nn.BatchNorm2d(4);
        public readonly SiLU act = nn.SiLU();
        public readonly ModuleList<nn.Module<Tensor, Tensor>> layers =
            nn.ModuleList<nn.Module<Tensor, Tensor>>(nn.Conv2d(4, 4, 1), nn.Sequential(("0", nn.Conv2d(4, 2, 1)), ("last", nn.Conv2d(2, 1, 1))));

        private readonly Parameter scale = new(ones(1));
        private readonly Tensor offset = zeros(1);

        public Block()
            : base(nameof(Block))
        {
            RegisterComponents();
            register_buffer("scratch", zeros(1), persistent: false);
            scale.DetachFromDisposeScope();
            foreach (Tensor buffer in buffers(recurse: false))
                buffer.DetachFromDisposeScope();
        }

        public override Tensor forward(Tensor input)
        {
            Tensor x = act.call(bn.call(conv.call(input)));
            foreach (nn.Module<Tensor, Tensor> layer in layers)
                x = layer.call(x);
            return (x * scale) + offset;
        }
    }

    private sealed class Holder : nn.Module
    {
        private readonly ModuleList<Linear> list;

        public Holder(ModuleList<Linear> list)
            : base(nameof(Holder))
        {
            this.list = list;
            RegisterComponents();
        }
    }
}
