using System.Runtime.InteropServices;

namespace TorchSharp.Tests.Tensors;

public sealed class DataTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void AccessorReadsAndWritesInPlace()
    {
        torch.Tensor x = Values.Counting(2, 3);
        Utils.TensorAccessor<float> data = x.data<float>();
        Assert.Equal(6, data.Count);
        Assert.Equal(5f, data[1, 2]);
        data[1, 2] = 50;
        data[0] = -1;
        Assert.Equal([-1f, 1, 2, 3, 4, 50], Values.Of(x));
        float[] tail = new float[8];
        data.CopyTo(tail, 2, 3);
        Assert.Equal([0f, 0, 3, 4, 50, 0, 0, 0], tail);
        data.CopyFrom([7f, 8], 0, 4);
        Assert.Equal([-1f, 1, 2, 3, 7, 8], data.ToArray());
        Assert.Equal(new[,] { { -1f, 1, 2 }, { 3, 7, 8 } }, data.ToNDArray());
        Assert.True(data == x.data<float>());
    }

    [Fact]
    public void AccessorFollowsStrides()
    {
        torch.Tensor x = Values.Counting(2, 3).t();
        Assert.Equal([0f, 3, 1, 4, 2, 5], Values.Of(x));
        Assert.Equal([0f, 3, 1, 4, 2, 5], [.. x.data<float>()]);
        Assert.Equal(4f, x.data<float>()[1, 1]);
    }

    [Fact]
    public void WrongPlacesAndTypesAreRefused()
    {
        torch.Tensor x = torch.zeros(2, 3);
        Assert.Throws<IndexOutOfRangeException>(() => x.data<float>()[6]);
        Assert.Throws<IndexOutOfRangeException>(() => x.data<float>()[0, 3]);
        Assert.Throws<IndexOutOfRangeException>(() => x.data<float>()[-1]);
        Assert.Throws<ArgumentException>(() => x.data<double>());
        Assert.Throws<ArgumentException>(() => x.item<float>());
        Assert.Throws<ArgumentException>(() => torch.zeros([]).item<int>());
        Assert.Throws<ExternalException>(() => x.ToScalar());
    }

    [Fact]
    public void BytesAreTheElementsThemselves()
    {
        torch.Tensor x = torch.tensor(new[] { 1, 256 });
        Assert.Equal(new byte[] { 1, 0, 0, 0, 0, 1, 0, 0 }, x.bytes.ToArray());
        x.bytes = new byte[] { 2, 0, 0, 0, 3, 0, 0, 0 };
        Assert.Equal([2, 3], x.data<int>().ToArray());
        using MemoryStream stream = new();
        x.WriteBytesToStream(stream);
        stream.Position = 0;
        torch.Tensor y = torch.zeros(2, torch.int32);
        y.ReadBytesFromStream(stream);
        Assert.True(y.Equals(x));
        Assert.Throws<InvalidOperationException>(() => torch.zeros(2, 3).t().bytes.Length);
        Assert.Throws<ArgumentException>(() => x.bytes = new byte[3]);
    }

    [Fact]
    public void ConversionsKeepValues()
    {
        torch.Tensor x = torch.tensor(new float[] { 1.5f, -2.5f });
        Assert.Equal([1L, -2], Values.OfWhole(x.to(torch.int64)));
        Assert.Equal([1.5, -2.5], x.@double().data<double>().ToArray());
        Assert.Equal([1.5f, -2.5f], Values.Of(x.half().@float()));
        Assert.Equal([1.5f, -2.5f], Values.Of(x.bfloat16().to(torch.float32)));
        Assert.Equal([(Half)1.5, (Half)(-2.5)], x.half().data<Half>().ToArray());
        Assert.Equal(1.5f, (float)x[0]);
        Assert.Equal(-2.5, x[1].ToDouble());
        Assert.Equal(1, (int)x[0]);
        Assert.Equal((1L << 53) + 1, torch.tensor((1L << 53) + 1).ToInt64());
        Assert.Equal(torch.CPU.type, x.to(torch.device("cpu")).device.type);
    }

    [Fact]
    public void TensorsDescribeThemselves()
    {
        Assert.Equal("[2x3], type = Float32, device = cpu", torch.zeros(2, 3).ToString());
        Assert.Equal("[], type = Int64, device = cpu", torch.tensor(5L).ToString());
    }

    [Fact]
    public void SetExchangesTheStorage()
    {
        torch.Tensor x = torch.zeros(2);
        x.set_(torch.ones(3));
        Assert.Equal([1f, 1, 1], Values.Of(x));
    }

    [Theory]
    [InlineData("cpu", DeviceType.CPU, -1)]
    [InlineData("cuda", DeviceType.CUDA, -1)]
    [InlineData("cuda:3", DeviceType.CUDA, 3)]
    [InlineData("CUDA:0", DeviceType.CUDA, 0)]
    public void DevicesAreReadFromText(string text, DeviceType type, int index)
    {
        torch.Device device = torch.device(text);
        Assert.Equal((type, index), (device.type, device.index));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:x")]
    [InlineData("cuda:-1")]
    [InlineData("1")]
    public void WhatIsNoDeviceIsRefusedByName(string text) =>
        Assert.Contains($"'{text}'", Assert.Throws<ArgumentException>(() => torch.device(text)).Message, StringComparison.Ordinal);
}
