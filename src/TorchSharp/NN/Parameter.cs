using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public class Parameter : torch.Tensor
        {
            /// <summary>Takes the native tensor over from <paramref name="data"/>, which is empty from then on, and its place in a scope.</summary>
            public Parameter(torch.Tensor data, bool requires_grad = true)
                : this(data.with_requires_grad(requires_grad), data.OwningDisposeScope)
            {
            }

            private Parameter(torch.Tensor data, DisposeScope? scope)
                : base(data.MoveHandle(), register: false) => scope?.Add(this);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Parameter Parameter(Tensor data, bool requires_grad = true) => new(data, requires_grad);
        }
    }
}
