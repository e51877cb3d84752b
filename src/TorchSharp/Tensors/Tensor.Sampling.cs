using Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static readonly Operator s_uniformInPlace = Operator.Named("aten::uniform_");
        private static readonly Operator s_normalInPlace = Operator.Named("aten::normal_");
        private static readonly Operator s_bernoulli = Operator.Named("aten::bernoulli");
        private static readonly Operator s_bernoulliInPlace = Operator.Named("aten::bernoulli_", "float");
        private static readonly Operator s_randomInPlace = Operator.Named("aten::random_", "from");
        private static readonly Operator s_exponentialInPlace = Operator.Named("aten::exponential_");
        private static readonly Operator s_multinomial = Operator.Named("aten::multinomial");

        public Tensor uniform_(double from, double to, Generator? generator = null) => s_uniformInPlace.CallInPlace(this, from, to);

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) => s_normalInPlace.CallInPlace(this, mean, std);

        public Tensor bernoulli(Generator? generator = null) => s_bernoulli.Call(this);

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) => s_bernoulliInPlace.CallInPlace(this, p);

        public Tensor random_(double from, double to, Generator? generator = null) => s_randomInPlace.CallInPlace(this, (long)from, (long)to);

        public Tensor exponential_(double lambda = 1, Generator? generator = null) => s_exponentialInPlace.CallInPlace(this, lambda);

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) => s_multinomial.Call(this, num_samples, replacement);
    }
}
