using System.Globalization;
using System.Runtime.CompilerServices;
using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public class Sequential : torch.nn.Module<torch.Tensor, torch.Tensor>
        {
            private readonly List<(string Name, torch.nn.IModule<torch.Tensor, torch.Tensor> Module)> _modules = [];

            protected Sequential(params (string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule)[] modules)
                : base(nameof(Sequential))
            {
                foreach ((string name, torch.nn.Module<torch.Tensor, torch.Tensor> submodule) in modules)
                    append(name, submodule);
            }

            protected Sequential(params torch.nn.Module<torch.Tensor, torch.Tensor>[] modules)
                : base(nameof(Sequential))
            {
                foreach (torch.nn.Module<torch.Tensor, torch.Tensor> module in modules)
                    append(module);
            }

            internal Sequential()
                : base(nameof(Sequential))
            {
            }

            public int Count => _modules.Count;

            [IndexerName("SequentialItems")]
            public torch.nn.IModule<torch.Tensor, torch.Tensor> this[int index] => _modules[index].Module;

            [IndexerName("SequentialItems")]
            public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

            [IndexerName("SequentialItems")]
            public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

            public Sequential append(string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module)
            {
                register_module(name, (torch.nn.Module)module);
                _modules.Add((name, module));
                return this;
            }

            public Sequential append(torch.nn.IModule<torch.Tensor, torch.Tensor> module) =>
                append(Count.ToString(CultureInfo.InvariantCulture), module);

            /// <summary>What one module hands to the next is let go of at once; the input stays with the caller.</summary>
            public override torch.Tensor forward(torch.Tensor tensor)
            {
                if (Count == 0)
                    return tensor.alias();
                torch.Tensor result = _modules[0].Module.call(tensor);
                for (int i = 1; i < _modules.Count; i++)
                {
                    using torch.Tensor between = result;
                    result = _modules[i].Module.call(between);
                }

                return result;
            }

            /// <summary>The modules were registered when they were appended; there are no fields to look through.</summary>
            protected override void RegisterComponents()
            {
            }

            private Sequential Slice(int start, int end)
            {
                Sequential slice = new();
                foreach ((string name, torch.nn.IModule<torch.Tensor, torch.Tensor> module) in _modules[start..end])
                    slice.append(name, module);
                return slice;
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Sequential Sequential() => new();

            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) =>
                Sequential((IEnumerable<(string, Module<Tensor, Tensor>)>)modules);

            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential((IEnumerable<Tuple<string, Module<Tensor, Tensor>>>)modules);

            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules)
            {
                Sequential sequential = new();
                foreach ((string name, Module<Tensor, Tensor> submodule) in modules)
                    sequential.append(name, submodule);
                return sequential;
            }

            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                Sequential(modules.Select(module => (module.Item1, module.Item2)));

            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules)
            {
                Sequential sequential = new();
                foreach (Module<Tensor, Tensor> module in modules)
                    sequential.append(module);
                return sequential;
            }
        }
    }
}
