using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public static readonly Device CPU = new(DeviceType.CPU);
    public static readonly Device META = new(DeviceType.META);

    private static Device s_defaultDevice = CPU;

    public static Device CUDA => device(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(string deviceType, int index = -1) => new(deviceType, index);

    public static Device device(DeviceType deviceType, int index = -1) => Device.Of(deviceType, index);

    public static Device device(int index) => new(index);

    public static Device get_default_device() => s_defaultDevice;

    public static void set_default_device(Device device) => s_defaultDevice = device;

    public static void set_default_device(string device) => s_defaultDevice = new Device(device);

    public class Device
    {
        private static readonly Device s_cpu = new(DeviceType.CPU);
        private static readonly Device[] s_cuda = [.. Enumerable.Range(-1, 17).Select(index => new Device(DeviceType.CUDA, index))];

        public Device(string description)
        {
            int colon = description.IndexOf(':', StringComparison.Ordinal);
            (type, index) = colon < 0
                ? (Parse(description, description), -1)
                : (Parse(description[..colon], description), ParseIndex(description.AsSpan(colon + 1), description));
            Name = NameOf(type, index);
        }

        public Device(string deviceType, int index = -1)
            : this(Parse(deviceType, deviceType), index)
        {
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
            Name = NameOf(type, index);
        }

        public Device(int index)
            : this(DeviceType.CUDA, index)
        {
        }

        public DeviceType type { get; }

        public int index { get; } = -1;

        /// <summary>libtorch's spelling: <c>cpu</c>, <c>cuda</c>, <c>cuda:0</c>.</summary>
        internal string Name { get; }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => Name;

        internal static Device Of(DeviceType type, int index) => type switch
        {
            DeviceType.CPU => s_cpu,
            DeviceType.CUDA when index + 1 < s_cuda.Length => s_cuda[index + 1],
            _ => new Device(type, index),
        };

        private static string NameOf(DeviceType type, int index)
        {
            string name = type.ToString().ToLowerInvariant();
            return type == DeviceType.CPU || index < 0 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{index}");
        }

        private static DeviceType Parse(string name, string description) =>
            Enum.TryParse(name, ignoreCase: true, out DeviceType type) && Enum.IsDefined(type) && !char.IsAsciiDigit(name[0])
                ? type
                : throw new ArgumentException($"'{description}' is not a device: 'cpu', 'cuda', 'cuda:0' are.", nameof(description));

        private static int ParseIndex(ReadOnlySpan<char> text, string description) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
                ? index
                : throw new ArgumentException($"'{description}' is not a device: the index after the colon is a whole number from 0.", nameof(description));
    }
}
