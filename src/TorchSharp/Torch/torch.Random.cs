using Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

        public static long initial_seed() => Generator.Default.initial_seed();

        public static Tensor get_rng_state() => Generator.Default.get_state();

        public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);
    }

    /// <summary>The CPU's default generator; there are no others here, so it is also the one of every <c>generator</c> argument.</summary>
    public class Generator : IDisposable
    {
        /// <summary>libtorch's own seed until another one is set.</summary>
        private long _seed = 67280421310721;

        internal Generator()
        {
        }

        public static Generator Default { get; } = new();

        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            Library.ManualSeed(seed);
            _seed = seed;
            return this;
        }

        public long initial_seed() => _seed;

        public Tensor get_state() => new(RandomState.Get((int)DeviceType.CPU, -1));

        public void set_state(Tensor value)
        {
            RandomState.Set((int)DeviceType.CPU, -1, value.Handle);
            GC.KeepAlive(value);
        }

        public void Dispose() => GC.SuppressFinalize(this);
    }
}
