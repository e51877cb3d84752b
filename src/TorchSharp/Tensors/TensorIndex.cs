namespace TorchSharp;

public static partial class torch
{
    public struct TensorIndex
    {
#pragma warning disable CA2211 // TorchSharp's own fields are not read-only.
        public static TensorIndex Ellipsis = new() { Form = Kind.Ellipsis };
        public static TensorIndex None = new() { Form = Kind.None };
        public static TensorIndex Null = new() { Form = Kind.None };
        public static TensorIndex Colon = Slice();
#pragma warning restore CA2211

        internal enum Kind
        {
            None,
            Single,
            Ellipsis,
            Bool,
            Tensor,
            Slice,
        }

        internal Kind Form { get; private init; }

        /// <summary>The position of a Single, the beginning of a Slice, or 0 and 1 of a Bool.</summary>
        internal long? Start { get; private init; }

        internal long? Stop { get; private init; }

        internal long? Step { get; private init; }

        internal torch.Tensor? Indices { get; private init; }

        public static implicit operator TensorIndex(long value) => Single(value);

        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        public static implicit operator TensorIndex(Range range) => Slice(range);

        public static implicit operator TensorIndex(Index index) => Single(FromEnd(index));

        /// <summary>Only makes an index the better match where a number would fit both; nothing is ever converted.</summary>
        public static implicit operator torch.Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");

        public static TensorIndex Single(long? index) => new() { Form = Kind.Single, Start = index };

        public static TensorIndex Bool(bool value) => new() { Form = Kind.Bool, Start = value ? 1 : 0 };

        public static TensorIndex Tensor(torch.Tensor tensor) => new() { Form = Kind.Tensor, Indices = tensor };

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { Form = Kind.Slice, Start = start, Stop = stop, Step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice(range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(FromEnd(range.Start), range.End is { IsFromEnd: true, Value: 0 } ? null : FromEnd(range.End));

        private static long FromEnd(Index index) => index.IsFromEnd ? -index.Value : index.Value;
    }
}
