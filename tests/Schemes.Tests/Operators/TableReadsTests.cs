using Schemes.Operators;
using Schemes.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Schemes.Tests.Operators;

/// <summary>The allocator is the process's, so nothing may run beside these.</summary>
[Collection(nameof(TableReadsTests))]
[CollectionDefinition(nameof(TableReadsTests), DisableParallelization = true)]
public class TableReadsTests
{
    public TableReadsTests() => DeviceMemory.FreeUnreferenced();

    [Theory]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float32, true)]
    [InlineData(ScalarType.BFloat16, false)]
    [InlineData(ScalarType.BFloat16, true)]
    public void Values_and_gradients_are_those_of_the_operators_to_the_bit_also_where_a_row_is_read_twice(ScalarType type, bool columnsAreLast)
    {
        manual_seed(3);
        using Tensor one = Table(type, columnsAreLast), two = one.detach().clone().requires_grad_();
        Tensor[] rows = [tensor(new[] { 1L, 0, 1, 1 }), tensor(new[] { 2L, 3, 2, 0 })];
        using Tensor weights = rand(2, 5), rowWeights = rand(4, 7);

        (Tensor column, Tensor? read) = TableReads.Run(one, 4, rows);
        using Tensor expectedRead = two.reshape(-1, 7).index(rows[0].mul(5).add(rows[1])).to(float32);
        using Tensor expectedColumn = two.select(-1, 4).to(float32);
        ((column.sigmoid() * weights).sum() + (read!.narrow(1, 0, 4).exp() * rowWeights.narrow(1, 0, 4)).sum()).Backward();
        ((expectedColumn.sigmoid() * weights).sum() + (expectedRead.narrow(1, 0, 4).exp() * rowWeights.narrow(1, 0, 4)).sum()).Backward();

        AssertSame(expectedColumn, column);
        AssertSame(expectedRead, read);
        AssertSame(two.grad!, one.grad!);
        Assert.Equal(one.stride(), one.grad!.stride());
    }

    [Fact]
    public void One_of_the_two_reads_may_be_missing_or_unused()
    {
        using Tensor table = Table(float32, columnsAreLast: true);
        (Tensor column, Tensor? none) = TableReads.Run(table, 0, null);
        column.sum().Backward();
        Assert.Null(none);
        Assert.Equal(10, table.grad!.sum().item<float>());

        (_, Tensor? rows) = TableReads.Run(table, 0, [tensor(new[] { 1L }), tensor(new[] { 1L })]);
        rows!.sum().Backward();
        Assert.Equal(17, table.grad!.sum().item<float>());
    }

    [Fact]
    public void The_graph_keeps_nothing_of_the_table_and_its_gradient_alone_is_made()
    {
        const long TableBytes = 64 * 4096 * 8 * sizeof(float);
        int nodes = Gradients.LiveNodes;
        using DisposeScope scope = NewDisposeScope();
        using Tensor leaf = rand([8], requires_grad: true), zero = zeros(64, 4096, 8);
        using Tensor index = tensor(new[] { 5L });
        using Tensor other = tensor(new[] { 7L });
        DeviceMemory.ResetPeak(CPU);
        long before = DeviceMemory.Statistics(CPU).Allocated;
        Tensor loss;
        using (Tensor table = leaf + zero)
        {
            (Tensor column, Tensor? rows) = TableReads.Run(table, 4, [index, other]);
            using (column)
            using (rows)
                loss = column.sum() + rows!.sum();
        }

        Assert.InRange(DeviceMemory.Statistics(CPU).Allocated - before, 0, 8192);
        loss.Backward();
        Assert.InRange(DeviceMemory.Statistics(CPU).PeakAllocated - before, TableBytes, TableBytes + (TableBytes / 4));
        scope.Dispose();
        Assert.Equal(nodes, Gradients.LiveNodes);
    }

    [Fact]
    public void Without_a_gradient_nothing_is_recorded()
    {
        using Tensor table = Table(float32, columnsAreLast: false);
        using (no_grad())
            Assert.False(TableReads.Run(table, 4, null).Column.requires_grad);
        Assert.False(TableReads.Run(table.detach(), 4, null).Column.requires_grad);
    }

    [Fact]
    public void Too_few_indices_are_refused()
    {
        using Tensor table = Table(float32, columnsAreLast: false);
        Assert.Throws<ArgumentException>(() => TableReads.Run(table, 4, [tensor(new[] { 1L })]));
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        using Tensor same = expected.eq(actual).all();
        Assert.True(same.item<bool>());
    }

    // [2, 5, 7], in order or with the columns before the rows in memory.
    private static Tensor Table(ScalarType type, bool columnsAreLast) =>
        (columnsAreLast ? rand(2, 5, 7).to(type) : rand(2, 7, 5).to(type).transpose(1, 2)).detach().requires_grad_();
}
