using System.Runtime.InteropServices;

namespace TorchSharp.Tests.Tensors;

public sealed class ErrorTests : IDisposable
{
    private readonly DisposeScope _scope = torch.NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string, Action> Mistakes => new()
    {
        { "must match the size", () => torch.zeros(2, 3).add(torch.zeros(4)) },
        { "cannot be multiplied", () => torch.zeros(2, 3).matmul(torch.zeros(2, 3)) },
        { "invalid for input of size", () => torch.zeros(6).view(4) },
        { "Sizes of tensors must match", () => torch.cat([torch.zeros(1, 2), torch.zeros(1, 3)]) },
        { "Dimension out of range", () => torch.zeros(2).sum(3) },
        { "Dimension out of range", () => torch.zeros(2).size(3) },
        { "negative dimension", () => torch.zeros(-1) },
        { "channels", () => torch.nn.functional.conv2d(torch.zeros(1, 3, 8, 8), torch.zeros(4, 5, 3, 3)) },
        { "out of bounds", () => torch.zeros(3).index_select(0, torch.tensor(new long[] { 7 })) },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void MistakesAreReadableErrors(string part, Action mistake)
    {
        ExternalException error = Assert.Throws<ExternalException>(mistake);
        Assert.Contains(part, error.Message.Replace("index out of range", "out of bounds", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(torch.ones(1).item<float>() == 1);
    }

    [Fact]
    public void DisposedTensorsAreNamedAsSuch()
    {
        torch.Tensor x = torch.zeros(1);
        x.Dispose();
        x.Dispose();
        Assert.True(x.IsInvalid);
        Assert.Contains("empty handle", Assert.Throws<InvalidOperationException>(() => x.add(1)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => torch.ones(1).add(x));
        Assert.Equal("(disposed)", x.ToString());
    }
}
