using TorchSharp.Modules;

namespace TorchSharp
{
    namespace Modules
    {
        public sealed class Dropout2d : ParameterLessModule<torch.Tensor, torch.Tensor>
        {
            internal Dropout2d(double p, bool inplace)
                : base(nameof(Dropout2d))
            {
                this.p = p;
                this.inplace = inplace;
            }

            public double p { get; set; }

            public bool inplace { get; set; }

            public override torch.Tensor forward(torch.Tensor input) => torch.nn.functional.dropout2d(input, p, training, inplace);
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Dropout2d Dropout2d(double p = 0.5, bool inplace = false) => new(p, inplace);
        }
    }
}
