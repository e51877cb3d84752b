using Interop;
using TorchSharp;

namespace Schemes.Checkpointing;

/// <summary>The random state of the CPU and of the device in use, to be replayed.</summary>
internal sealed class RandomStates
{
    private readonly (int Type, int Index)[] _generators;
    private readonly byte[][] _states;

    private RandomStates((int Type, int Index)[] generators)
    {
        _generators = generators;
        _states = [.. generators.Select(Read)];
    }

    public static RandomStates Capture(DeviceType device, int index) =>
        new(device == DeviceType.CPU ? [(0, -1)] : [(0, -1), ((int)device, index)]);

    /// <summary>Puts the captured state in force until the scope ends.</summary>
    public Scope Replay() => new(this);

    private static unsafe byte[] Read((int Type, int Index) generator)
    {
        nint state = RandomState.Get(generator.Type, generator.Index);
        byte[] bytes = new ReadOnlySpan<byte>((void*)TensorHandle.Data(state), (int)TensorHandle.Info(state).Numel).ToArray();
        TensorHandle.Free(state);
        return bytes;
    }

    private static void Write((int Type, int Index) generator, byte[] bytes)
    {
        nint state = TensorHandle.FromMemory<byte>(bytes, (int)torch.ScalarType.Byte, [bytes.Length]);
        RandomState.Set(generator.Type, generator.Index, state);
        TensorHandle.Free(state);
    }

    public sealed class Scope : IDisposable
    {
        private readonly RandomStates _before;

        public Scope(RandomStates replayed)
        {
            _before = new RandomStates(replayed._generators);
            for (int i = 0; i < replayed._generators.Length; i++)
                Write(replayed._generators[i], replayed._states[i]);
        }

        public void Dispose()
        {
            for (int i = 0; i < _before._generators.Length; i++)
                Write(_before._generators[i], _before._states[i]);
        }
    }
}
