using Yolov5.Weights;

namespace Yolov5.Tests.Weights;

public sealed class StoredTensorTests
{
    [Fact]
    public void Half_precision_converts_exactly_and_back()
    {
        // All 65,536 values: single precision holds each of them.
        byte[] all = [.. Enumerable.Range(0, 65536).SelectMany(value => BitConverter.GetBytes((ushort)value))];
        var half = new StoredTensor("h", StoredType.Float16, [65536], all);

        StoredTensor single = half.To(StoredType.Float32);
        byte[] back = single.To(StoredType.Float16).Data.ToArray();

        float[] values = half.ToSingle();
        Assert.Equal(values, single.ToSingle());
        for (int i = 0; i < 65536; i++)
        {
            Half value = BitConverter.UInt16BitsToHalf((ushort)i);
            Assert.Equal((float)value, values[i]);
            if (Half.IsNaN(value))
                Assert.True(Half.IsNaN(BitConverter.ToHalf(back, 2 * i)));
            else
                Assert.Equal((ushort)i, BitConverter.ToUInt16(back, 2 * i));
        }
    }

    [Theory]
    [InlineData(1.0f, 0x3F80)]
    [InlineData(-2.5f, 0xC020)]
    [InlineData(1.00390625f, 0x3F80)] // halfway between 0x3F80 and 0x3F81: to the even one
    [InlineData(1.01171875f, 0x3F82)] // halfway between 0x3F81 and 0x3F82: to the even one
    [InlineData(3.4028235e38f, 0x7F80)]
    [InlineData(float.NegativeInfinity, 0xFF80)]
    [InlineData(float.NaN, 0x7FC0)]
    [InlineData(-0.0f, 0x8000)]
    public void Bfloat16_rounds_to_nearest_even(float value, int bits)
    {
        StoredTensor tensor = StoredTensor.FromSingle("b", [1], [value]).To(StoredType.BFloat16);

        Assert.Equal((ushort)bits, BitConverter.ToUInt16(tensor.Data.Span));
    }

    [Fact]
    public void Values_of_every_type_are_read_as_numbers()
    {
        Assert.Equal([3f], new StoredTensor("", StoredType.BFloat16, [], new byte[] { 0x40, 0x40 }).ToSingle());
        Assert.Equal([-0.5f], new StoredTensor("", StoredType.Float64, [1], BitConverter.GetBytes(-0.5)).ToSingle());
        Assert.Equal([255f], new StoredTensor("", StoredType.UInt8, [1], new byte[] { 255 }).ToSingle());
        Assert.Equal([-1f], new StoredTensor("", StoredType.Int8, [1], new byte[] { 255 }).ToSingle());
        Assert.Equal([-2f], new StoredTensor("", StoredType.Int16, [1], BitConverter.GetBytes((short)-2)).ToSingle());
        Assert.Equal([-3f], new StoredTensor("", StoredType.Int32, [1], BitConverter.GetBytes(-3)).ToSingle());
        Assert.Equal([4f, -4f], StoredTensor.FromInt64("", [2], [4, -4]).ToSingle());
        Assert.Equal([1f, 0f], new StoredTensor("", StoredType.Bool, [2], new byte[] { 1, 0 }).ToSingle());
    }

    [Fact]
    public void Bytes_that_do_not_fit_the_shape_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new StoredTensor("x", StoredType.Float32, [2, 3], new byte[23]));
        Assert.Throws<ArgumentException>(() => new StoredTensor("x", StoredType.Float32, [-1], new byte[4]));
        Assert.Throws<ArgumentException>(() => new StoredTensor("x", StoredType.Float32, [long.MaxValue, long.MaxValue, 4], new byte[4]));
        Assert.Throws<ArgumentException>(() => StoredTensor.FromInt64("x", [1], [1]).To(StoredType.Float32));
        Assert.Equal(0, new StoredTensor("x", StoredType.Float32, [0, 5], default).ElementCount);
    }
}
