using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Hardswish : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Hardswish(bool inplace)
                : base(nameof(Hardswish)) => this.inplace = inplace;

            public bool inplace { get; set; }

            public override torch.Tensor forward(torch.Tensor tensor) => torch.nn.functional.hardswish(tensor, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Hardswish Hardswish(bool inplace = false) => new(inplace);
        }
    }
}
